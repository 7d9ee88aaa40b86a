/** A frequent mistake: a pattern that matches either the line or the parser's message, and how to fix the mistake. */
interface Mistake {
	line?: RegExp;
	reason?: RegExp;
	message: string;
	hint: string;
}

const IN_QUOTES = "Put the whole text in quotation marks.";

/** The name of a field, or the dash of a list item, before a value. */
const BEFORE = String.raw`^\s*(?:- +|[^\s#"'][^:#"']*:[ \t]+)+`;

/** Patterns are tried in this order. */
const MISTAKES: readonly Mistake[] = [
	{ reason: /^tab /, message: "this line is indented with a tab", hint: "Indent with spaces." },
	{ line: /^ *\t/, message: "this line is indented with a tab", hint: "Indent with spaces." },
	{
		reason: /quoted scalar/,
		message: "a quotation mark on this line is never closed",
		hint: "Add the closing quotation mark.",
	},
	{
		reason: /flow collection/,
		message: "a bracket is never closed",
		hint: "Close it, or put the whole text in quotation marks.",
	},
	{
		reason: /escape sequence/,
		message: "a backslash has a special meaning in double quotation marks",
		hint: "Use single quotation marks, or write the backslash twice.",
	},
	{
		line: new RegExp(`${BEFORE}(?:"(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*')[ \\t]*[^\\s#]`),
		message: "the text on this line continues after its closing quotation mark",
		hint: "Put the whole text in the other kind of quotation marks.",
	},
	{
		line: new RegExp(`${BEFORE}[@%\`,*&!}\\]]`),
		message: "the text on this line begins with a character that YAML reserves",
		hint: IN_QUOTES,
	},
	{
		line: new RegExp(`${BEFORE}[|>]`),
		message: "there is text after the `>` or `|` on this line",
		hint: "Start the text on the next line, indented, or put it in quotation marks.",
	},
	{
		line: new RegExp(`${BEFORE}[\\[{].*[\\]}]`),
		message: "the text on this line continues after its closing bracket",
		hint: IN_QUOTES,
	},
	{
		line: new RegExp(`${BEFORE}.*:(?:[ \\t]|$)`),
		message: "the text on this line contains a colon",
		hint: IN_QUOTES,
	},
	{
		line: /^[^\s:#][^:]*$/,
		message: "a colon is missing on this line",
		hint: "Write it as `name: value`, or indent it if it belongs to the line above.",
	},
	{
		reason: /indentation|end of the stream/,
		message: "this line is indented differently from the lines above",
		hint: "Indent fields and list entries on the same level by the same number of spaces.",
	},
];

const UNKNOWN = {
	message: "there is an error on this line",
	hint: "Put text that contains colons, hashes, brackets or quotes in quotation marks, and indent with spaces.",
};

/**
 * Returns what is wrong with a line of YAML, and how to fix it. Does not quote the line, because it may be unpublished.
 *
 * @param reason the parser's message
 */
export function explainMistake(line: string, reason: string): { message: string; hint: string } {
	// Some patterns take quadratic time, so the line is shortened.
	const start = line.slice(0, 1000);
	const mistake = MISTAKES.find((one) => (one.line ? one.line.test(start) : one.reason?.test(reason)));
	const { message, hint } = mistake ?? UNKNOWN;
	return { message: `The YAML cannot be read: ${message}.`, hint };
}
