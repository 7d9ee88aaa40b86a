import { EPISODE_KINDS } from "../../article/podcast.ts";
import { isCategory } from "../../article/podcast-categories.ts";
import { contentType, HEAD_BYTES } from "../../media/content-type.ts";
import { artworkFault } from "../../media/file-use.ts";
import { pictureSize } from "../../media/picture-size.ts";
import type { CliError } from "../command.ts";
import { among, createNotes, error, type Fault, warning } from "./finding.ts";
import { headerOf } from "./headers.ts";
import { type Ask, follow, type HttpResponse } from "./http-client.ts";
import { ITUNES, PODCAST } from "./parse-show.ts";
import { subjectOf } from "./subject.ts";
import { orFailure, type Verdict } from "./verify.ts";
import { all, NS, parseXml, textOf, type XmlElement } from "./xml.ts";

/** Maximum number of episode files to request: those of the newest episodes, and that of the oldest episode. */
const FILES = 5;

/** Tests a podcast's feed against the requirements of Apple, Spotify, YouTube and the Podcasting 2.0 namespace. */
export async function verifyPodcast(address: string, ask: Ask): Promise<Verdict | CliError> {
	const notes = createNotes();
	return orFailure(async () => {
		const reached = await follow(address, ask);
		if ("failure" in reached) return reached;
		const subject = subjectOf(reached.answer);
		const root = subject?.format === "rss" ? parseXml(subject.text.replace(/^\uFEFF/, "")) : undefined;
		const channel = root && !("malformed" in root) ? all(root, NS.none, "channel")[0] : undefined;
		const { url } = reached.answer;
		if (subject === null || channel === undefined) {
			const reason = root && "malformed" in root ? ` (${root.malformed})` : "";
			return {
				failure: `${url} is not an RSS feed${reason}. Podcast apps read only RSS, so use the address that ends with .rss.`,
			};
		}
		const episodes = all(channel, NS.none, "item").map(episodeOf);
		await notes.look("Show", url, () => [...showFaults(channel), ...rootFaults(subject.text)]);
		await notes.look("Podcasting 2.0", url, () => namespaceFaults(channel, episodes));
		await notes.look("Episodes", url, () => episodeFaults(episodes, textOf(channel, ITUNES, "type") === "serial"));
		await notes.look("Artwork", url, () => artworkFaults(channel, url, ask));
		const played = episodes.filter(({ file }) => file !== undefined);
		const sample = [...new Set([...played.slice(0, FILES - 1), ...played.slice(-1)])];
		for (const { file } of sample) {
			if (file) await notes.look("Files", file.url, () => fileFaults(file, ask));
		}
		return { url, checks: notes.checks };
	});
}

interface Episode {
	title: string;
	item: XmlElement;
	enclosures: number;
	file: { url: string; length: string; type: string } | undefined;
}

function episodeOf(item: XmlElement): Episode {
	const [first, ...others] = all(item, NS.none, "enclosure");
	const at = (name: string) => first?.attributes.get(name)?.trim() ?? "";
	return {
		title: textOf(item, NS.none, "title") ?? "",
		item,
		enclosures: others.length + (first ? 1 : 0),
		file: first && { url: at("url"), length: at("length"), type: at("type").toLowerCase() },
	};
}

/** Checks the exact spelling of the itunes namespace, because Apple compares it as text. */
function rootFaults(text: string): Fault[] {
	if (/<rss[^>]*\sxmlns:itunes\s*=\s*["']http:\/\/www\.itunes\.com\/dtds\/podcast-1\.0\.dtd["']/.test(text)) return [];
	const hint = `Write xmlns:itunes="${ITUNES}" on <rss>, spelled exactly like this.`;
	return [error("The root element does not declare the itunes namespace.", hint)];
}

/** Maximum length of a description, in bytes. Apple truncates longer descriptions. */
const MAX_DESCRIPTION = 4000;

function showFaults(channel: XmlElement): Fault[] {
	const faults: Fault[] = [];
	const need = (has: boolean, what: string, hint: string) => {
		if (!has) faults.push(error(what, hint));
	};
	const description = textOf(channel, NS.none, "description") ?? "";
	need(Boolean(textOf(channel, NS.none, "title")), "The show has no title.", "Add <title>.");
	need(
		description !== "",
		"The show has no description.",
		"Add `description:` to the podcast's file, or <description> to the feed.",
	);
	need(
		/^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(textOf(channel, NS.none, "language") ?? ""),
		"The show has no valid language.",
		"Add <language> with a code such as en or de-at.",
	);
	const explicit = textOf(channel, ITUNES, "explicit");
	need(
		explicit === "true" || explicit === "false",
		`The show does not specify whether it is explicit${explicit === undefined ? "" : `: ${JSON.stringify(explicit)} is not allowed`}.`,
		"Add <itunes:explicit> with true or false.",
	);
	if (Buffer.byteLength(description) > MAX_DESCRIPTION) {
		faults.push(warning("The description has more than 4,000 bytes, so Apple truncates it.", "Shorten it."));
	}
	const owner = all(channel, ITUNES, "owner")[0];
	const email = owner && textOf(owner, ITUNES, "email");
	need(
		/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email ?? ""),
		"The show has no owner with an e-mail address to which YouTube and Spotify can send a verification code.",
		"Add `owner:` with `name:` and `email:` to the podcast's file, or <itunes:owner> with <itunes:email> to the feed.",
	);
	if (!textOf(channel, ITUNES, "author")) {
		faults.push(
			warning("The show has no author.", "Add `author:` to the podcast's file, or <itunes:author> to the feed."),
		);
	}
	return [...faults, ...categoryFaults(channel), ...typeFaults(channel), ...blockFaults(channel)];
}

function categoryFaults(channel: XmlElement): Fault[] {
	const hint =
		"Use a category from Apple's list with its exact spelling, such as News with the subcategory Daily News.";
	const categories = all(channel, ITUNES, "category");
	if (categories.length === 0) return [error("The show has no category. Apple and Spotify require one.", hint)];
	return categories.flatMap((category) => {
		const name = category.attributes.get("text") ?? "";
		if (!isCategory(name)) return [error(`${JSON.stringify(name)} is not in Apple's list of categories.`, hint)];
		return all(category, ITUNES, "category").flatMap(({ attributes }) => {
			const sub = attributes.get("text") ?? "";
			return isCategory(name, sub) ? [] : [error(`${JSON.stringify(sub)} is not a subcategory of ${name}.`, hint)];
		});
	});
}

function typeFaults(channel: XmlElement): Fault[] {
	const type = textOf(channel, ITUNES, "type");
	if (type === undefined || /^(episodic|serial)$/i.test(type)) return [];
	return [error(`<itunes:type> is ${JSON.stringify(type)}.`, "Use episodic or serial.")];
}

function blockFaults(channel: XmlElement): Fault[] {
	if (!/^yes$/i.test(textOf(channel, ITUNES, "block") ?? "")) return [];
	return [
		warning(
			"<itunes:block> hides the show in directories.",
			"This is correct for a private feed. Otherwise, remove it.",
		),
	];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function namespaceFaults(channel: XmlElement, episodes: readonly Episode[]): Fault[] {
	const faults: Fault[] = [];
	const guid = textOf(channel, PODCAST, "guid");
	const isPrivate = /^yes$/i.test(textOf(channel, PODCAST, "block") ?? "");
	if (guid === undefined && !isPrivate) {
		faults.push(
			warning(
				"The show has no <podcast:guid>. Without it, apps lose the show when the feed's address changes.",
				"Add one, and never change it.",
			),
		);
	} else if (guid !== undefined && !UUID.test(guid)) {
		faults.push(
			error(
				"<podcast:guid> is not a version 5 UUID.",
				"Derive it from the feed's address, as the Podcasting 2.0 namespace specifies.",
			),
		);
	}
	const locked = textOf(channel, PODCAST, "locked");
	if (locked !== undefined && !/^(yes|no)$/.test(locked)) {
		faults.push(error(`<podcast:locked> is ${JSON.stringify(locked)}.`, "Use yes or no."));
	}
	for (const name of among(episodes, ({ item }) => all(item, PODCAST, "transcript").some(isIncomplete))) {
		faults.push(error(`${name}: a transcript has no url or type.`, 'Add both, such as type="text/vtt".'));
	}
	for (const name of among(episodes, ({ item }) => all(item, PODCAST, "chapters").some(isIncomplete))) {
		faults.push(
			error(`${name}: <podcast:chapters> has no url or type.`, 'Add both; the type is "application/json+chapters".'),
		);
	}
	return faults;
}

function isIncomplete({ attributes }: XmlElement): boolean {
	return !attributes.get("url") || !attributes.get("type");
}

/** The media types on Apple's requirements page. */
const LISTED = /^(audio\/(mpeg|mp3|x-m4a|mp4|x-m4b|aac)|video\/(mp4|x-m4v|quicktime)|application\/pdf)$/;

function episodeFaults(episodes: readonly Episode[], isSerial: boolean): Fault[] {
	if (!episodes.some(({ file }) => file)) {
		return [
			error(
				"The feed has no episodes: none of its items has an enclosure.",
				"Add a file to an article: `audio: talk.mp3`.",
			),
		];
	}
	const played = episodes.filter(({ file }) => file !== undefined);
	const urls = played.map(({ file }) => file?.url);
	const every = (isWrong: (one: Episode, index: number) => boolean, make: (name: string) => Fault) =>
		among(played, isWrong).map(make);
	const number = (item: XmlElement, name: string) => textOf(item, ITUNES, name);
	const isWrongNumber = (text: string | undefined) => text !== undefined && !/^[1-9]\d*$/.test(text);
	return [
		...among(episodes, ({ file }) => file === undefined).map((name) =>
			warning(`${name} has no enclosure, so apps leave it out.`, "This is correct for articles that are not episodes."),
		),
		...every(
			({ enclosures }) => enclosures > 1,
			(name) =>
				warning(`${name} has several enclosures, but apps play only the first.`, "Keep one enclosure per item."),
		),
		...every(
			({ file }) => !/^https?:\/\/[^/]/.test(file?.url ?? ""),
			(name) => error(`${name}: the enclosure has no web address.`, "Write a full address with https://."),
		),
		...every(
			({ file }) => !/^[1-9]\d*$/.test(file?.length ?? ""),
			(name) =>
				error(
					`${name}: the length of the file is unknown.`,
					"Add its size in bytes as `length:`; Spotify skips files of length 0.",
				),
		),
		...every(
			({ file }) => !/^[a-z]+\/[\w.+-]+$/.test(file?.type ?? ""),
			(name) => error(`${name}: the enclosure has no media type.`, 'Add type="audio/mpeg".'),
		),
		...every(
			({ file }) => /^[a-z]+\//.test(file?.type ?? "") && !LISTED.test(file?.type ?? ""),
			(name) =>
				warning(
					`${name}: Apple does not play files of this type.`,
					"Publish MP3 or M4A. Other formats can be added as alternates.",
				),
		),
		...every(
			({ file }) => !/\.(mp3|m4a|m4b|mp4|m4v|mov|pdf)$/i.test(URL.parse(file?.url ?? "")?.pathname ?? ""),
			(name) =>
				warning(
					`${name}: the address of the file does not end with .mp3 or .m4a.`,
					"Apple recognizes a file by its extension.",
				),
		),
		...every(
			({ file }, index) => urls.indexOf(file?.url) !== index,
			(name) =>
				error(
					`${name} has the same file as another episode, so Apple ignores it.`,
					"Use a separate file for each episode.",
				),
		),
		...every(
			({ item }) => !textOf(item, NS.none, "guid"),
			(name) => error(`${name} has no guid.`, "Add a <guid> that never changes."),
		),
		...every(
			({ item }) => isWrongNumber(number(item, "episode")) || isWrongNumber(number(item, "season")),
			(name) => error(`${name}: season and episode must be whole numbers above 0.`, "Correct them, or leave them out."),
		),
		...every(
			({ item }) => isSerial && number(item, "episode") === undefined && number(item, "episodeType") !== "trailer",
			(name) => warning(`${name} has no number, which a serial show needs.`, "Add `episode:` to it."),
		),
		...every(
			({ item }) => !["", ...EPISODE_KINDS].includes((number(item, "episodeType") ?? "").toLowerCase() as ""),
			(name) => error(`${name}: <itunes:episodeType> is unknown.`, "Use full, trailer or bonus."),
		),
		...every(
			({ item }) => !/^(\d+|(\d+:)?\d{1,2}:\d{2})$/.test(number(item, "duration") ?? ""),
			(name) => warning(`${name} has no duration in whole seconds.`, "Add `duration:` to it."),
		),
	];
}

async function artworkFaults(channel: XmlElement, feed: string, ask: Ask): Promise<Fault[]> {
	const hint = "Use a square JPEG or PNG of 1400 to 3000 pixels: `artwork: cover.jpg` in the podcast's file.";
	const written = all(channel, ITUNES, "image")[0]?.attributes.get("href") ?? "";
	const url = URL.parse(written, feed)?.href;
	if (written === "" || url === undefined || !/^https?:/.test(url)) return [error("The show has no artwork.", hint)];
	const faults: Fault[] = [];
	const head = await reach(url, ask, "HEAD");
	if (head.status !== 200) {
		faults.push(
			error(
				`A HEAD request for the artwork gets status ${head.status}.`,
				"Apple sends HEAD first, so the server must support it.",
			),
		);
	}
	const { status, body } = await reach(url, ask, "GET");
	if (status !== 200)
		return [...faults, error(`A request for the artwork gets status ${status}: ${url}.`, "Correct its address.")];
	const name = new URL(url).pathname.split("/").at(-1) ?? "";
	const kind = contentType(body.subarray(0, HEAD_BYTES), name);
	if ("message" in kind) return [...faults, error(kind.message, hint)];
	const fault = artworkFault(name, { type: kind.type, ...pictureSize(body) });
	if (fault !== undefined) faults.push(error(fault, hint));
	if (!name.toLowerCase().endsWith(`.${kind.extension}`) && !/\.jpe?g$/i.test(name)) {
		faults.push(
			warning(
				`The address of the artwork does not end with .${kind.extension}.`,
				"Rename the file to match its content.",
			),
		);
	}
	return faults;
}

/** Checks that a file matches the feed, and that its server supports range requests. Sends two requests. */
async function fileFaults({ url, length, type }: NonNullable<Episode["file"]>, ask: Ask): Promise<Fault[]> {
	if (!/^https?:\/\/[^/]/.test(url)) return [];
	const faults: Fault[] = [];
	const head = await reach(url, ask, "HEAD");
	if (head.status !== 200) {
		const what = `A HEAD request gets status ${head.status}.`;
		faults.push(error(what, "Apple sends HEAD first. Publish the file, and make sure that the server supports HEAD."));
	} else {
		const served = headerOf(head.headers, "content-length");
		if (/^\d+$/.test(served) && /^[1-9]\d*$/.test(length) && served !== length) {
			const what = `The file has ${served} bytes, but the feed specifies ${length}.`;
			faults.push(
				error(what, "Correct `length:`. Files published on a Newsstand site get the right length automatically."),
			);
		}
		const sent = headerOf(head.headers, "content-type").split(";")[0]?.trim().toLowerCase() ?? "";
		if (sent.split("/")[0] !== type.split("/")[0]) {
			faults.push(
				warning(
					`The file is sent as ${sent || "an unknown type"}, but the feed specifies ${type}.`,
					"Correct one of the two.",
				),
			);
		}
	}
	const part = await reach(url, ask, "GET", { Range: "bytes=0-1" });
	if (part.status !== 206 || part.body.length !== 2) {
		const what = `A request for the first two bytes gets status ${part.status} and ${part.body.length} bytes.`;
		faults.push(
			error(
				what,
				"The server must respond to Range requests with 206. Otherwise apps cannot seek, and Apple rejects the show.",
			),
		);
	}
	return faults;
}

const MAX_REDIRECTS = 5;

/** Sends a request and follows redirects, which podcast hosts use to count downloads. */
async function reach(
	address: string,
	ask: Ask,
	method: "GET" | "HEAD",
	headers: Record<string, string> = {},
): Promise<HttpResponse> {
	let url = address;
	for (let count = 0; ; count++) {
		const answer = await ask(url, { method, headers: { ...headers, "Accept-Encoding": "identity" } });
		const to = URL.parse(headerOf(answer.headers, "location"), url)?.href;
		const isMoved = [301, 302, 303, 307, 308].includes(answer.status) && /^https?:/.test(to ?? "");
		if (!isMoved || to === undefined || count >= MAX_REDIRECTS) return answer;
		url = to;
	}
}
