/** A violation of the specification: where it is, and which rule is broken. */
export type Breach = string;

type Check = (value: unknown, where: string) => Breach[];

const text: Check = (value, where) => (typeof value === "string" ? [] : [`${where} is not a string`]);
const some: Check = (value, where) =>
	typeof value === "string" && value !== "" ? [] : [`${where} is not a non-empty string`];
const yes: Check = (value, where) => (typeof value === "boolean" ? [] : [`${where} is not a boolean`]);
const count: Check = (value, where) => (typeof value === "number" && value >= 0 ? [] : [`${where} is not a count`]);

const url: Check = (value, where) =>
	typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value) ? [] : [`${where} is not a URL`];

const date: Check = (value, where) =>
	typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
		? []
		: [`${where} is not an RFC 3339 date`];

const language: Check = (value, where) => {
	try {
		return Intl.getCanonicalLocales(String(value)).length === 1 ? [] : [`${where} is not a language`];
	} catch {
		return [`${where} is not a language`];
	}
};

const mediaType: Check = (value, where) =>
	typeof value === "string" && /^[a-z]+\/[a-z0-9.+-]+$/.test(value) ? [] : [`${where} is not a media type`];

/** Makes a check for an object that has only these members and, if any, extensions. `!` marks a required member. */
function object(members: Record<string, Check>): Check {
	return (value, where) => {
		if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${where} is not an object`];
		const breaches: Breach[] = [];
		for (const [name, check] of Object.entries(members)) {
			const key = name.replace("!", "");
			if (key in value) breaches.push(...check(Reflect.get(value, key), `${where}.${key}`));
			else if (name.endsWith("!")) breaches.push(`${where}.${key} is missing`);
		}
		for (const key of Object.keys(value)) {
			if (key in members || `${key}!` in members) continue;
			// "Custom objects": the name begins with an underscore and contains no dot, and the value is an object.
			if (!/^_[^.\s]+$/.test(key)) breaches.push(`${where}.${key} is not in the specification`);
			else breaches.push(...object({ about: url })(Reflect.get(value, key), `${where}.${key}`).filter(notUnknown));
		}
		return breaches;
	};
}

/** Whether a breach is anything but an unknown member of an extension, which the specification allows. */
function notUnknown(breach: Breach): boolean {
	return !breach.endsWith("is not in the specification");
}

function list(check: Check): Check {
	return (value, where) =>
		Array.isArray(value)
			? value.flatMap((member, index) => check(member, `${where}[${index}]`))
			: [`${where} is not a list`];
}

/** "If you provide an author object, at least one is required." */
const author: Check = (value, where) => [
	...object({ name: some, url, avatar: url })(value, where),
	...(typeof value === "object" && value !== null && Object.keys(value).length > 0 ? [] : [`${where} is empty`]),
];

const item: Check = (value, where) => [
	...object({
		"id!": some,
		url,
		external_url: url,
		title: text,
		content_html: some,
		content_text: some,
		summary: text,
		image: url,
		banner_image: url,
		date_published: date,
		date_modified: date,
		authors: list(author),
		tags: list(some),
		language,
		attachments: list(
			object({ "url!": url, "mime_type!": mediaType, title: text, size_in_bytes: count, duration_in_seconds: count }),
		),
	})(value, where),
	...(typeof value === "object" && value !== null && ("content_html" in value || "content_text" in value)
		? []
		: [`${where} has neither content_html nor content_text`]),
];

const document = object({
	"version!": (value, where) => (value === "https://jsonfeed.org/version/1.1" ? [] : [`${where} is not 1.1`]),
	"title!": text,
	home_page_url: url,
	feed_url: url,
	description: text,
	user_comment: text,
	next_url: url,
	icon: url,
	favicon: url,
	authors: list(author),
	language,
	expired: yes,
	hubs: list(object({ "type!": some, "url!": url })),
	"items!": list(item),
});

/** Returns all violations of the specification (https://www.jsonfeed.org/version/1.1/) in a document. */
export function breachesOf(value: unknown): Breach[] {
	const items = typeof value === "object" && value !== null ? Reflect.get(value, "items") : [];
	const ids = Array.isArray(items) ? items.map((member) => member?.id) : [];
	return [...document(value, "feed"), ...(new Set(ids).size === ids.length ? [] : ["two items have one id"])];
}
