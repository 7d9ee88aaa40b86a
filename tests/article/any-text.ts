import fc from "fast-check";

const codePoint = fc.oneof(
	fc.integer({ min: 0x20, max: 0x7e }),
	fc.integer({ min: 0, max: 0xd7ff }),
	fc.integer({ min: 0xe000, max: 0x10ffff }),
);

/**
 * Generates text up to a maximum length with any kind of character, including control and unassigned characters.
 * fast-check's `binary` unit does the same, but takes a second to set up.
 */
export function anyText(maxLength: number, minLength = 0): fc.Arbitrary<string> {
	return fc.array(codePoint, { minLength, maxLength }).map((points) => String.fromCodePoint(...points));
}
