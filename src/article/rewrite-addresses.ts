/** Returns the new value for an address, or undefined to leave out the element that contains it. */
export type ResolveAddress = (address: string) => ResolvedAddress | undefined;

interface ResolvedAddress {
	url: string;
	type?: string | undefined;
	bytes?: number | undefined;
	width?: number | undefined;
	height?: number | undefined;
	duration?: number | undefined;
}

/**
 * Matches a tag as `render-body.ts` writes it: values are in double quotes and do not contain any, and text does not
 * contain `<`. A tag inside a value is not matched, because the tag around the value is matched first.
 */
const TAG = /<(\/?)([a-z][a-z0-9-]*)((?: [^\s"=<>/]+(?:="[^"]*")?)*)>/g;

/** An element that is not closed yet. */
interface Open {
	name: string;
	/** Index in the output of the element's start tag. */
	at: number;
	/** Whether the start and end tags are left out. */
	isUnwrapped: boolean;
	/** Whether something inside the element was left out. */
	hasLoss: boolean;
}

/**
 * Replaces the `local:` addresses in a stored body. An element whose address cannot be resolved is left out, together
 * with elements that are empty as a result: a picture is left out with its figure and caption. The content of links and
 * players is kept.
 */
export function rewriteAddresses(html: string, resolve: ResolveAddress): string {
	if (!html.includes('="local:/')) return html;
	const out: string[] = [];
	const open: Open[] = [];
	let done = 0;
	let isGap = false;
	for (const { 0: tag, 1: slash, 2: name = "", 3: attributes = "", index } of html.matchAll(TAG)) {
		const text = html.slice(done, index);
		if (isGap) closeGap(out, text);
		isGap = false;
		out.push(text);
		done = index + tag.length;
		if (slash === "/") close(name, tag, out, open);
		else {
			const written = attributes.includes('="local:/') ? rewritten(name, attributes, resolve) : attributes;
			const isLost = written === undefined || (written === "" && attributes !== "");
			if (isLost) for (const around of open) around.hasLoss = true;
			const isVoid = VOID.test(name);
			isGap = isLost && isVoid;
			const isUnwrapped = isLost && (written === undefined || UNWRAPPED.test(name));
			if (!isVoid) open.push({ name, at: out.length, isUnwrapped, hasLoss: false });
			if (!isGap) out.push(isUnwrapped ? "" : `<${name}${written}>`);
		}
	}
	return out.join("") + html.slice(done);
}

/**
 * Tidies up where something was left out of a sentence: avoids double spaces, double commas and a space before a comma.
 */
function closeGap(out: string[], after: string): void {
	const before = out.at(-1) ?? "";
	if (before.startsWith("<") || !/^[\s,.;:!?)\]]/.test(after)) return;
	const text = before.trimEnd();
	out[out.length - 1] = /^[,.;:]/.test(after) ? text.replace(/[,;:]$/, "") : text;
}

const VOID = /^(br|hr|img|source|track|wbr|col)$/;

/** Elements that are useless without attributes. */
const UNWRAPPED = /^a$/;

/**
 * Returns the attributes with new addresses; undefined if the element is useless without the address that was dropped.
 */
function rewritten(name: string, attributes: string, resolve: ResolveAddress): string | undefined {
	let file: ResolvedAddress | undefined;
	let isLost = false;
	const written = attributes.replace(/ ([a-z]+)="(local:\/[^"]*)"/g, (_, attribute: string, address: string) => {
		const found = resolve(address.replaceAll("&amp;", "&"));
		if (attribute === "src") [file, isLost] = [found, found === undefined];
		const url = found?.url.replaceAll("&", "&amp;").replaceAll('"', "%22").replaceAll("'", "%27");
		return url === undefined ? "" : ` ${attribute}="${url}"`;
	});
	if (isLost && VOID.test(name)) return undefined;
	return /^(img|video)$/.test(name) && file ? sized(written, file) : written;
}

/**
 * Adds the width and height, so that nothing moves when the picture loads. A size set by the author takes precedence.
 */
function sized(attributes: string, { width, height }: ResolvedAddress): string {
	if (!width || !height) return attributes;
	const [given, givenHeight] = [/ width="(\d+)"/.exec(attributes)?.[1], / height="(\d+)"/.exec(attributes)?.[1]];
	if (given !== undefined && givenHeight !== undefined) return attributes;
	if (given !== undefined) return `${attributes} height="${Math.max(1, Math.round((Number(given) * height) / width))}"`;
	if (givenHeight === undefined) return `${attributes} width="${width}" height="${height}"`;
	return `${attributes} width="${Math.max(1, Math.round((Number(givenHeight) * width) / height))}"`;
}

function close(name: string, tag: string, out: string[], open: Open[]): void {
	const element = open.pop();
	if (element === undefined || element.name !== name) throw new Error(`</${name}> closes nothing`);
	if (/^(video|audio)$/.test(name) && !hasSource(out.slice(element.at))) {
		out[element.at] = "";
		for (const around of open) around.hasLoss = true;
		return;
	}
	if (element.hasLoss && isNothing(name, out.slice(element.at + 1).join(""))) out.length = element.at;
	else out.push(element.isUnwrapped ? "" : tag);
}

function hasSource(element: readonly string[]): boolean {
	return element.some((piece, index) => (index === 0 ? / src="/.test(piece) : /^<source /.test(piece)));
}

/** Whether nothing meaningful is left in an element: it is empty, or it is a figure whose picture is gone. */
function isNothing(name: string, content: string): boolean {
	if (/<(img|video|audio|hr|table|pre|math)\b/.test(content)) return false;
	if (name === "figure") return !/<(p|ul|ol|blockquote)\b/.test(content);
	return EMPTIED.test(name) && NO_WORDS.test(content.replace(TAG, ""));
}

const NO_WORDS = /^[\s\p{P}]*$/u;

const EMPTIED = /^(a|b|blockquote|del|div|dd|dt|em|figcaption|h[1-6]|i|ins|li|mark|ol|p|s|small|span|strong|u|ul)$/;
