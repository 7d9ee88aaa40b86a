/** What is used of the package `sax`, which brings no types along. */
declare module "sax" {
	/** An element that begins, with the namespaces of its names where the parser was asked for them. */
	interface Tag {
		local: string;
		uri: string;
		/** By name as it is written. */
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
		/** Where an error was heard of, it is set, and has to be taken back before anything more is written. */
		error: Error | null;
		write(text: string): Parser;
		close(): Parser;
	}
	const sax: {
		/** `strictEntities` knows the five of XML alone. */
		parser(strict: boolean, options: { xmlns: boolean; lowercase?: boolean; strictEntities?: boolean }): Parser;
	};
	export default sax;
}
