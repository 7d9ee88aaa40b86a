import sax from "sax";

/** A tag of a page or a body as it begins. Names are in lower case. */
export interface HtmlTag {
	name: string;
	attributes: Map<string, string>;
}

/** The tags of some HTML, in order. Broken HTML is read as far as it goes. */
export function htmlTags(html: string): HtmlTag[] {
	const tags: HtmlTag[] = [];
	const parser = sax.parser(false, { xmlns: true, lowercase: true });
	parser.onopentag = ({ local, attributes }) => {
		const named = Object.entries(attributes).map(([key, { value }]) => [key.toLowerCase(), value] as const);
		tags.push({ name: local.toLowerCase(), attributes: new Map(named) });
	};
	parser.onerror = () => {
		parser.error = null;
	};
	// sax reads no further than to the end of the outermost element.
	parser.write(`<all>${html}`).close();
	return tags.slice(1);
}
