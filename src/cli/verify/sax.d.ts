/** Types for the part of `sax` that we use. The package does not include types. */
declare module "sax" {
	/** A start tag, with namespaces if the parser's option `xmlns` is set. */
	interface Tag {
		/** The name as written in the document, including its prefix. */
		name: string;
		local: string;
		uri: string;
		/** Keyed by the name as written in the document. */
		attributes: Record<string, { local: string; uri: string; value: string }>;
	}
	interface Parser {
		/** The current line, counted from 0. */
		line: number;
		onopentag: (tag: Tag) => void;
		onclosetag: (name: string) => void;
		ontext: (text: string) => void;
		oncdata: (text: string) => void;
		onerror: (error: Error) => void;
		/** Set when an error occurs. Reset it to null before the next write. */
		error: Error | null;
		write(text: string): Parser;
		close(): Parser;
	}
	const sax: {
		/**
		 * With `strictEntities`, the parser accepts only XML's five entities; otherwise, it accepts HTML's entities as
		 * well.
		 */
		parser(strict: boolean, options: { xmlns: boolean; lowercase?: boolean; strictEntities?: boolean }): Parser;
	};
	export default sax;
}
