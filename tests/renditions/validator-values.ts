/**
 * A rule of the W3C's feed validator for text or an attribute. Returns the names of the validator's messages. Each
 * message has a page with its name, such as https://validator.w3.org/feed/docs/warning/ContainsHTML.html.
 */
export type Kind = (value: string) => string[];

export function matching(pattern: RegExp, message: string): Kind {
	return (value) => (pattern.test(value) ? [] : [message]);
}

export function every(...kinds: Kind[]): Kind {
	return (value) => kinds.flatMap((kind) => kind(value));
}

export const any: Kind = () => [];
export const filled = matching(/\S/, "NotBlank");
/** Plain text, in which anything that looks like markup or an entity is a mistake. */
export const plain = matching(/^(?!.*(<\/\w+>|&(amp|lt|gt|quot|apos|nbsp|#\w+)\b))/s, "ContainsHTML");
/** Plain text in RSS, which readers may mistake for HTML. */
export const rssText = every(plain, matching(/^(?!.*<[/a-z])/is, "CharacterData"));
export const personName = every(plain, filled, matching(/^(?!.*<[^\s<>]+@[^\s<>]+>)/s, "ContainsEmail"));
/** HTML. Other tests check that it is well-formed. */
export const html: Kind = (value) => [
	...matching(/^(?!.*<(script|style|iframe|object|embed|form|svg|bdo)\b)/is, "SecurityRisk")(value),
	...matching(/^(?!.*<[^>]* (on\w+|style|role|aria-\w+)=)/is, "SecurityRiskAttr")(value),
	...matching(/^(?!.*<(a|img)\s[^>]*\b(href|src)="(?!\w+:))/is, "ContainsRelRef")(value),
];
export const uri = matching(/^[a-z][\w+.-]*:(\/\/)?[\w;/?:@&=+$.!~*'()%,#-]+$/i, "InvalidFullLink");
export const url = every(uri, matching(/^https?:\/\/([a-z\d-]+\.)+[a-z\d-]+(:\d+)?(\/|$)/i, "InvalidURLAttribute"));
/** An Atom `id`. Readers compare ids as strings, so they should be in canonical form. */
export const id = every(uri, (value) =>
	/^https?:/i.test(value) && new URL(value).href !== value ? ["NonCanonicalURI"] : [],
);
export const count = matching(/^\d+$/, "InvalidNonNegativeInteger");
export const positive = matching(/^[1-9]\d*$/, "InvalidPositiveInteger");
export const language = matching(/^[a-z]{2,3}(-[a-z\d]+)*$/i, "InvalidLanguage");
export const mime = matching(/^[^\s()<>,;:\\"/[\]?=]+\/[^\s()<>,;:\\"/[\]?=]+(;.*)?$/, "InvalidMIMEAttribute");
export const email = matching(/^[\w+.'-]+@([a-z\d-]+\.)+[a-z\d-]+$/i, "InvalidContact");
export const contact = every(rssText, matching(/^\S+ \([^()]*(\([^()]*\)[^()]*)*\)$/, "EmailFormat"), (value) =>
	email(value.replace(/ .*/s, "")),
);
export const rfc822 = matching(
	/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/,
	"InvalidRFC2822Date",
);
export const rfc3339 = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, "InvalidRFC3339Date");
/** A plausible date. Dates before 1990, such as `new Date(0)`, are mistakes. */
export const plausible: Kind = (value) => (Date.parse(value) < Date.UTC(1990, 0) ? ["ImplausibleDate"] : []);

export function oneOf(message: string, ...values: string[]): Kind {
	return (value) => (values.includes(value) ? [] : [message]);
}
