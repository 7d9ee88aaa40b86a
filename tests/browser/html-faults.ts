import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
	extends: ["html-validate:recommended"],
	rules: {
		// HTML knows both spellings of an empty element, and of an attribute that is just there.
		"void-style": "off",
		"attribute-boolean-style": "off",
		"attribute-empty-style": "off",
		// An id may be any text without spaces.
		"valid-id": ["error", { relaxed: true }],
		// Of several values each has the same name in a query.
		"form-dup-name": "off",
		// A title is as long as its author has made it.
		"long-title": "off",
	},
});

/** How the columns of a table in an article are aligned: feed readers strip styles, and heed nothing else. */
const ALIGNMENT = /^Attribute "align" is deprecated on <t[hd]> element$/;

/** What is wrong with a page as HTML, with line and column; empty if nothing. */
export async function htmlFaults(html: string): Promise<string[]> {
	const { results } = await validator.validateString(html);
	return results.flatMap(({ messages }) =>
		messages
			.filter(({ message }) => !ALIGNMENT.test(message))
			.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
	);
}
