import { createReadStream } from "node:fs";
import sax from "sax";
import { ExportError } from "../post.ts";

/** An author, a term or an item of an export, unchanged. */
export interface WxrRecord {
	/** The element's name: `item`, `wp:author`, `wp:category`, `wp:tag`, `wp:term`. */
	kind: string;
	/** The 1-based number of the line where the element begins. */
	line: number;
	/** The text of each child element, by name, such as `wp:post_id`. */
	fields: Map<string, string>;
	terms: { domain: string; slug: string; name: string }[];
	/** The values of the post meta, by key, in order. */
	meta: Map<string, string[]>;
	comments: number;
	/** Whether any text has been truncated because it was too long. */
	isCut: boolean;
}

/** Maximum number of characters in a text. Articles may be up to a megabyte long. */
const MAX_TEXT = 4_000_000;

/** Maximum number of errors to list. Further errors are ignored. */
const MAX_FAULTS = 20;

const RECORDS = new Set(["item", "wp:author", "wp:category", "wp:tag", "wp:term"]);

/** The state of reading a WordPress export. */
export interface WxrReading {
	/** `title`, `link`, `description`, `language` of the site. */
	channel: Map<string, string>;
	/** Errors in the file, each with its line. */
	faults: string[];
}

/**
 * Reads a WordPress export (WXR) in chunks, so that memory use does not depend on the export's size. Records errors in
 * the XML and continues. Never expands entities that the file declares.
 *
 * @param progress called with the number of bytes read so far
 */
export async function* readWxr(
	file: string,
	reading: WxrReading,
	progress: (bytes: number) => void,
): AsyncGenerator<WxrRecord> {
	const parser = new WxrParser(reading);
	let bytes = 0;
	const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
	const decoder = new TextDecoder();
	for await (const chunk of stream) {
		if (!(chunk instanceof Uint8Array)) continue;
		bytes += chunk.byteLength;
		parser.write(decoder.decode(chunk, { stream: true }));
		yield* parser.records.splice(0);
		progress(bytes);
		if (parser.isStopped) break;
	}
	parser.end();
	yield* parser.records.splice(0);
}

class WxrParser {
	readonly records: WxrRecord[] = [];
	/** Whether the rest of the file cannot be read. */
	isStopped = false;
	readonly #reading: WxrReading;
	readonly #parser = sax.parser(true, { xmlns: true });
	readonly #path: string[] = [];
	#record: WxrRecord | null = null;
	#text: string[] = [];
	#length = 0;
	#term = { domain: "", slug: "" };
	#meta = { key: "", value: "" };
	#isWxr = false;
	#faultCount = 0;

	constructor(reading: WxrReading) {
		this.#reading = reading;
		const { ontext, onopentag, onclosetag } = this;
		Object.assign(this.#parser, { onopentag, onclosetag, ontext, oncdata: ontext });
		this.#parser.onerror = ({ message }) => {
			const [reason = ""] = message.split("\n");
			this.#parser.error = null;
			if (this.isStopped || reason.startsWith("Unbound namespace")) return;
			// Stop reading: a comment or tag of this size would fill the memory.
			this.isStopped = reason.startsWith("Max buffer");
			this.#fault(this.isStopped ? "a tag or a comment is not closed. The rest of the file is not read" : reason);
		};
	}

	get #line(): number {
		return this.#parser.line + 1;
	}

	write(text: string): void {
		this.#parser.write(text);
	}

	/** Records an error if the file ends too early. */
	end(): void {
		if (this.#path.length === 0 && this.#isWxr) return;
		if (!this.#isWxr) throw new ExportError(NOT_WXR);
		if (this.isStopped) return;
		const title = this.#record?.fields.get("title");
		const where =
			this.#record === null
				? ""
				: `, within ${title ? `“${title}”` : `the item that begins on line ${this.#record.line}`}`;
		this.#reading.faults.push(
			`Line ${this.#line}: the file ends here${where}. It is incomplete: export or download it again.`,
		);
	}

	readonly onopentag = (tag: { name: string; attributes: Record<string, { value: string }> }): void => {
		const name = tag.name;
		if (this.#path.length === 0 && name !== "rss") throw new ExportError(NOT_WXR);
		this.#path.push(name);
		this.#text = [];
		this.#length = 0;
		if (this.#path.length === 3 && name.startsWith("wp:")) this.#isWxr = true;
		if (this.#path.length === 3 && RECORDS.has(name)) {
			const empty = { fields: new Map(), terms: [], meta: new Map(), comments: 0, isCut: false };
			this.#record = { kind: name, line: this.#line, ...empty };
		} else if (this.#path.length === 4 && name === "category") {
			this.#term = { domain: tag.attributes["domain"]?.value ?? "", slug: tag.attributes["nicename"]?.value ?? "" };
		} else if (this.#path.length === 4 && name === "wp:postmeta") this.#meta = { key: "", value: "" };
	};

	readonly ontext = (text: string): void => {
		const room = MAX_TEXT - this.#length;
		this.#length += text.length;
		if (room > 0) this.#text.push(text.slice(0, room));
		else if (this.#record) this.#record.isCut = true;
	};

	readonly onclosetag = (name: string): void => {
		const text = ownCopy(this.#text.join(""));
		this.#text = [];
		this.#length = 0;
		const depth = this.#path.length;
		const parent = this.#path[depth - 2];
		this.#path.pop();
		const record = this.#record;
		if (depth === 3 && record !== null) {
			if (record.kind === "item" && record.fields.has("wp:post_type")) this.#isWxr = true;
			this.records.push(record);
			this.#record = null;
		} else if (depth === 3) this.#reading.channel.set(name, text.trim());
		else if (record !== null && depth === 4) this.#field(record, name, text);
		else if (depth === 5 && parent === "wp:postmeta") {
			if (name === "wp:meta_key") this.#meta.key = text;
			if (name === "wp:meta_value") this.#meta.value = text;
		}
	};

	#field(record: WxrRecord, name: string, text: string): void {
		if (name === "category") record.terms.push({ ...this.#term, name: text.trim() });
		else if (name === "wp:comment") record.comments++;
		else if (name === "wp:postmeta") {
			const { key, value } = this.#meta;
			record.meta.set(key, [...(record.meta.get(key) ?? []), value]);
		} else record.fields.set(name, text);
	}

	#fault(reason: string): void {
		this.#faultCount++;
		if (this.#faultCount > MAX_FAULTS) return;
		const last = this.#faultCount === MAX_FAULTS ? " Further errors in the XML are not listed." : "";
		this.#reading.faults.push(`Line ${this.#line}: ${reason}.${last}`);
	}
}

/**
 * Copies a short string. V8 represents a substring as a reference to the whole string, so storing a guid would keep a
 * whole chunk of the file in memory. Long texts are not stored, so they do not have to be copied.
 */
function ownCopy(text: string): string {
	return text.length < 2000 ? Buffer.from(text).toString() : text;
}

const NOT_WXR =
	"This is not a WordPress export. In WordPress, choose Tools › Export › All content. For an RSS feed, use `import feed`.";
