/** What Windows-1252 has at 0x80 to 0x9F, instead of the control characters that Latin-1 has there. */
const CP1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const NEXT = `[\u0080-\u00BF${CP1252}]`;

/** Any characters that could be the bytes of one character in UTF-8: a lead byte, and what must follow it. */
const ANY = `(?:[\u00C2-\u00DF]${NEXT}|[\u00E0-\u00EF]${NEXT}{2}|[\u00F0-\u00F4]${NEXT}{3})`;

/**
 * What no language writes: three such characters in a row (broken Cyrillic, Chinese), and of single ones broken
 * typographic signs (`â€™`), emoji (`ðŸ˜€`) and accented letters (`Ã©`). Not `ß“`, which ends a German quotation, and a
 * quotation mark after `Ã` only within a word: “IRMÔ is Portuguese.
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

/**
 * Repairs UTF-8 that was read as Windows-1252: `Techâ€™s` becomes `Tech’s`. Only where the characters are the very
 * bytes of others in UTF-8 and cannot be what somebody wrote. Text that was broken twice is repaired twice.
 */
export function repairMojibake(text: string): string {
	let repaired = text;
	for (let round = 0; round < 3; round++) {
		const next = repaired.replace(BROKEN, (broken) => decoded(broken) ?? broken);
		if (next === repaired) break;
		repaired = next;
	}
	return repaired;
}

/** The text that these characters are the bytes of; null if they are none, or of characters that nobody writes. */
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
