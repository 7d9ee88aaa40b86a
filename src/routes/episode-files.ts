import { cleanLine } from "../article/clean-text.ts";
import type { Chapter } from "../article/podcast.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { jsonOf } from "../json.ts";
import { storesOf } from "../media/stores.ts";

/** The chapters and transcript shown on an episode's page. */
export interface EpisodeFiles {
	chapters: Chapter[];
	/** The spoken text, one string per paragraph. */
	transcript: string[];
}

/**
 * Maximum size of a file to show on the page, in bytes. The page only links to larger files, because reading them would
 * take too long.
 */
const MAX_BYTES = 256 * 1024;

const OWN_FILE = /^(\/private\/[^/]+)?\/media\/([0-9a-f]{40})\//;

/**
 * Reads an episode's chapters and transcript, if they are files on this site. Access does not need to be checked,
 * because the article contains only URLs that its reader may open.
 */
export async function readEpisodeFiles(
	env: Cloudflare.Env,
	{ episode }: Pick<PublishedArticle, "episode">,
	siteUrl: string,
): Promise<EpisodeFiles> {
	const { chapters, marks = [], transcripts = [] } = episode ?? {};
	const captions = transcripts.find(({ type }) => /^text\/vtt$|subrip/.test(type));
	const [list, said] = await Promise.all([
		chapters === undefined || marks.length > 0 ? null : readText(env, chapters, siteUrl),
		captions === undefined ? null : readText(env, captions.url, siteUrl),
	]);
	return { chapters: marks.length > 0 ? marks : chaptersIn(list), transcript: said === null ? [] : paragraphsIn(said) };
}

async function readText(env: Cloudflare.Env, url: string, siteUrl: string): Promise<string | null> {
	const [, closed, hash] = url.startsWith(`${siteUrl}/`) ? (OWN_FILE.exec(url.slice(siteUrl.length)) ?? []) : [];
	if (hash === undefined) return null;
	for (const store of storesOf(env)) {
		const file = await store.get(hash, closed !== undefined, null);
		if (!file?.body) continue;
		if (file.bytes <= MAX_BYTES) return new Response(file.body).text();
		await file.body.cancel();
	}
	return null;
}

const MAX_CHAPTERS = 100;

/**
 * Parses a chapters file (Podcasting 2.0, JSON Chapters). Chapters that have no title, or are hidden from the table of
 * contents, are left out.
 */
function chaptersIn(text: string | null): Chapter[] {
	const file: unknown = jsonOf(text ?? "");
	const listed: unknown = member(file, "chapters");
	if (!Array.isArray(listed)) return [];
	return listed.slice(0, MAX_CHAPTERS).flatMap((one: unknown) => {
		const [start, title, toc] = ["startTime", "title", "toc"].map((name) => member(one, name));
		const name = typeof title === "string" ? cleanLine(title) : "";
		if (typeof start !== "number" || !(start >= 0) || name === "" || toc === false) return [];
		return [{ start, title: name }];
	});
}

function member(node: unknown, name: string): unknown {
	return typeof node === "object" && node !== null && Object.hasOwn(node, name) ? Reflect.get(node, name) : undefined;
}

/** Maximum number of sentences per paragraph. */
const SENTENCES = 5;

/**
 * Extracts the spoken text from captions (WebVTT, SubRip). A new paragraph begins whenever the speaker changes, and
 * after every few sentences.
 */
function paragraphsIn(captions: string): string[] {
	const paragraphs: string[] = [];
	let speaker = "";
	let words: string[] = [];
	const end = () => {
		if (words.length > 0) paragraphs.push(cleanLine(`${speaker === "" ? "" : `${speaker}: `}${words.join(" ")}`));
		words = [];
	};
	for (const cue of captions.replace(/^\uFEFF/, "").split(/\r?\n[ \t]*\r?\n/)) {
		const lines = cue.split(/\r?\n/);
		const at = lines.findIndex((line) => line.includes("-->"));
		if (at < 0) continue;
		const said = lines.slice(at + 1).join(" ");
		const voice = /<v(?:\.[\w.-]+)?\s+([^>]+)>/.exec(said)?.[1]?.trim() ?? speaker;
		const sentences = words.join(" ").match(/[.!?](?=\s|$)/g)?.length ?? 0;
		if (voice !== speaker || sentences >= SENTENCES) end();
		speaker = voice;
		const text = cleanLine(decoded(said.replace(/<[^>]*>/g, "")));
		if (text !== "") words.push(text);
	}
	end();
	return paragraphs;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", nbsp: " ", lrm: "", rlm: "" };

/** Decodes the character references that WebVTT supports. */
function decoded(text: string): string {
	return text.replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => ENTITIES[name] ?? "");
}
