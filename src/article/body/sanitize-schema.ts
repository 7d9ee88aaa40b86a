import { defaultSchema, type Schema } from "hast-util-sanitize";
import { MATHML, MATHML_ATTRIBUTES } from "./mathml.ts";
import { PLAYER } from "./video-hosts.ts";

/** Attributes of table cells that only make sense within a table. */
const CELL = ["align", "colSpan", "rowSpan", "scope", "abbr"];

/** Elements on GitHub's list that are replaced with simpler elements before sanitizing. */
const SIMPLIFIED = ["input", "picture"];

/**
 * GitHub's list of harmless elements, plus others that articles need. It does not allow styles, scripts, forms or
 * frames, and allows only attributes that a reader can use. Ids get a prefix, so that an article cannot reuse an id of
 * the page that contains it.
 */
export const schema: Schema = {
	...defaultSchema,
	tagNames: [
		...(defaultSchema.tagNames ?? []).filter((name) => !SIMPLIFIED.includes(name)),
		...[
			"figure",
			"figcaption",
			"video",
			"audio",
			"track",
			"mark",
			"time",
			"abbr",
			"small",
			"u",
			"cite",
			"dfn",
			"bdi",
			"bdo",
			"wbr",
		],
		"caption",
		...MATHML,
	],
	attributes: {
		a: ["href", ["dataPlayer", new RegExp(`^${PLAYER}$`)], "dataFootnoteRef", "dataFootnoteBackref", "ariaLabel"],
		img: ["src", "alt", "width", "height"],
		video: ["src", "poster", "controls", "width", "height"],
		audio: ["src", "controls"],
		source: ["src", "type"],
		track: ["src", ["kind", "captions", "subtitles", "descriptions", "chapters"], "srcLang", "label", "default"],
		code: [["className", /^language-./]],
		section: ["dataFootnotes"],
		blockquote: ["cite"],
		q: ["cite"],
		del: ["cite", "dateTime"],
		ins: ["cite", "dateTime"],
		time: ["dateTime"],
		ol: ["start", "reversed"],
		li: ["value"],
		details: ["open"],
		td: CELL,
		th: CELL,
		...Object.fromEntries(MATHML.map((name) => [name, MATHML_ATTRIBUTES])),
		"*": ["title", "lang", "dir", "id"],
	},
	ancestors: {
		...defaultSchema.ancestors,
		...Object.fromEntries(MATHML.filter((name) => name !== "math").map((name) => [name, ["math"]])),
		caption: ["table"],
		source: ["video", "audio"],
		track: ["video", "audio"],
	},
	protocols: {
		href: ["http", "https", "mailto", "tel"],
		src: ["http", "https"],
		poster: ["http", "https"],
		cite: ["http", "https"],
	},
	required: {},
	strip: [
		...["script", "style", "title", "template", "noscript", "object", "svg", "xml"],
		...["button", "select", "textarea", "datalist", "noembed", "noframes"],
	],
	clobber: ["id"],
	clobberPrefix: "text-",
};
