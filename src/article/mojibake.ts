/** The characters at 0x80 to 0x9F in Windows-1252, where Latin-1 has control characters. */
const CP1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const NEXT = `[\u0080-\u00BF${CP1252}]`;

/** Characters that could be the bytes of one UTF-8 character: a lead byte and its continuation bytes. */
const ANY = `(?:[\u00C2-\u00DF]${NEXT}|[\u00E0-\u00EF]${NEXT}{2}|[\u00F0-\u00F4]${NEXT}{3})`;

/**
 * Sequences that do not occur in any language: three such characters in a row (broken Cyrillic or Chinese), or a single
 * broken typographic sign (`â€™`), emoji (`ðŸ˜€`) or accented letter (`Ã©`). `ß“` is not included, because German
 * quotations can end with it. A quotation mark after `Ã` is considered broken only within a word, because in a phrase
 * such as “IRMÔ it is a real quotation mark.
 */
const BROKEN = new RegExp(
	[
		`${ANY}{3,}`,
		`\u00E2[€„†œ˜]${NEXT}`,
		`\u00F0\u0178${NEXT}{2}`,
		"[\u00C2\u00C3][\u0080-\u00AA\u00AC-\u00BA\u00BC-\u00BF€ƒ†‡ˆ‰ŠŒŽ˜™šœžŸ]",
		"\u00C3[«»‚„…‹‘’“”•–—›](?=\\p{L})",
	].join("|"),
	"gu",
);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Matches code in Markdown and HTML, which must be shown unchanged. */
const CODE =
	/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))|<(pre|code|kbd|samp|tt|script)\b[\s\S]*?<\/\2\s*>|(?<!`)(`+)(?!`)[^\n]*?[^`\n]\3(?!`)|(?<=\n[ \t]*\n)(?:(?: {4}|\t)[^\n]*(?:\n|$))+/gim;

/**
 * Matches an opening quotation mark or bracket. If there are only broken characters between the opening and the closing
 * mark, the text is about these characters.
 */
const OPENING = /["'`([{“‘„«‹「]$/;
const CLOSING = /^["'`)\]}”’“»›」]/;

/**
 * Repairs UTF-8 that was decoded as Windows-1252: `Techâ€™s` → `Tech’s`. Only changes sequences that are exactly the
 * bytes of UTF-8 characters and that nobody would write on purpose. Skips code, and passages that are about broken
 * characters: such a passage quotes them, or shows the correct character on the same line. Text that was wrongly
 * decoded twice is repaired twice. Latin-1 control characters are replaced with the Windows-1252 characters at the same
 * positions, as in HTML (section 13.2.5.80).
 */
export function repairMojibake(text: string): string {
	if (!/[\u0080-\u00FF\u0178]/.test(text)) return text;
	let repaired = "";
	let end = 0;
	for (const { 0: code, index } of text.matchAll(CODE)) {
		repaired += repairProse(text.slice(end, index)) + code;
		end = index + code.length;
	}
	return (repaired + repairProse(text.slice(end))).replace(/[\u0080-\u009F]/g, (control) => meant(control));
}

function meant(control: string): string {
	return CP1252[control.charCodeAt(0) - 0x80] ?? control;
}

function repairProse(text: string): string {
	let repaired = text;
	for (let round = 0; round < 3; round++) {
		const before = repaired;
		const next = before.replace(BROKEN, (broken, ...rest) => {
			const offset = rest.find((one) => typeof one === "number") ?? 0;
			const whole = decoded(broken);
			return whole === null || isTopic(before, offset, broken, whole) ? broken : whole;
		});
		if (next === repaired) break;
		repaired = next;
	}
	return repaired;
}

/** Whether a text is about broken characters rather than broken itself. */
function isTopic(text: string, offset: number, broken: string, whole: string): boolean {
	const end = offset + broken.length;
	if (OPENING.test(text.slice(Math.max(0, offset - 1), offset)) && CLOSING.test(text.slice(end, end + 1))) return true;
	const start = Math.max(text.lastIndexOf("\n", offset) + 1, offset - LINE);
	const next = text.indexOf("\n", end);
	const line = text.slice(start, Math.min(next < 0 ? text.length : next, end + LINE));
	return whole.length <= 2 && line.replaceAll(broken, "").includes(whole);
}

/** Maximum number of characters to search on either side of broken characters, within the line. */
const LINE = 300;

/**
 * Decodes the bytes that these characters represent. Returns null if the bytes are not UTF-8, or if they encode
 * characters that nobody writes.
 */
function decoded(broken: string): string | null {
	const bytes = Uint8Array.from(broken, (character) => {
		const index = CP1252.indexOf(character);
		return index === -1 ? character.charCodeAt(0) : 0x80 + index;
	});
	try {
		const text = utf8.decode(bytes);
		return /[\p{Cc}\p{Cn}\p{Co}]/u.test(text) ? null : text;
	} catch {
		return null;
	}
}
