/** Types for the part of `sax` that we use; the package has none. */
declare module "sax" {
	/** A start tag, with namespaces if the parser has `xmlns`. */
	interface Tag {
		/** As written, with its prefix. */
		name: string;
		local: string;
		uri: string;
		/** By name, as written. */
		attributes: Record<string, { local: string; uri: string; value: string }>;
	}
	interface Parser {
		/** Counted from 0. */
		line: number;
		onopentag: (tag: Tag) => void;
		onclosetag: (name: string) => void;
		ontext: (text: string) => void;
		oncdata: (text: string) => void;
		onerror: (error: Error) => void;
		/** Set by an error, and to be reset before more is written. */
		error: Error | null;
		write(text: string): Parser;
		close(): Parser;
	}
	const sax: {
		/** `strictEntities` allows only the five entities of XML; without it those of HTML count, too. */
		parser(strict: boolean, options: { xmlns: boolean; lowercase?: boolean; strictEntities?: boolean }): Parser;
	};
	export default sax;
}
