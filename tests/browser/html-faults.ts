import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
	extends: ["html-validate:recommended"],
	rules: {
		// HTML allows both notations of empty elements and boolean attributes.
		"void-style": "off",
		"attribute-boolean-style": "off",
		"attribute-empty-style": "off",
		// An id may be any string without spaces.
		"valid-id": ["error", { relaxed: true }],
		// A parameter with several values needs several form fields with the same name.
		"form-dup-name": "off",
		// Authors decide how long titles are.
		"long-title": "off",
	},
});

/** An error to ignore: table cells in articles use `align`, because feed readers strip styles. */
const ALIGNMENT = /^Attribute "align" is deprecated on <t[hd]> element$/;

/** Returns the HTML errors of a page, with line and column. Empty if there are none. */
export async function htmlFaults(html: string): Promise<string[]> {
	const { results } = await validator.validateString(html);
	return results.flatMap(({ messages }) =>
		messages
			.filter(({ message }) => !ALIGNMENT.test(message))
			.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
	);
}
