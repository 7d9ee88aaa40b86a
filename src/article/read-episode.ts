import type { Attachment } from "./article.ts";
import { parseDuration } from "./durations.ts";
import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { fileKind } from "./file-kinds.ts";
import { type AddressBase, readAddress, readPictures, writtenAt } from "./media.ts";
import { type Chapter, EPISODE_KINDS, type Episode, isPlayable, type Soundbite, type Transcript } from "./podcast.ts";
import { readPeople } from "./read-people.ts";

/**
 * Reads what podcast apps show about an article that contains audio or video. Other articles are skipped, because in
 * them, fields with the same names mean something else. Invalid values are left out, with a warning.
 */
export function readEpisode(
	fields: Fields,
	attachments: readonly Attachment[],
	base: AddressBase,
): Episode | undefined {
	const file = attachments.find(({ type }) => isPlayable(type));
	const hasSound = base.locals?.references?.some(({ kind }) => kind === "audio" || kind === "video") ?? false;
	if (file === undefined && !hasSound) return undefined;
	const episode: Episode = {
		title: textAt(fields, ["itunesTitle", "podcastTitle"], ["title"]),
		...readSeason(fields),
		number: wholeAt(fields, ["episode", "episodeNumber", "episodeNo", "podcastEpisode", "itunesEpisode"], NUMBER_NAMES),
		kind: readKind(fields),
		explicit: readExplicit(fields, placeOf(fields, ["explicit", "itunesExplicit", "podcastExplicit"], ["explicit"])),
		art: readArt(fields, base),
		people: readPeople(fields, base),
		transcripts: readTranscripts(fields, base),
		...readChapters(fields, base),
		soundbites: readSoundbites(fields),
	};
	const written = Object.entries(episode).filter(([, value]) => value !== undefined);
	if (written.length === 0) return undefined;
	if (file !== undefined && file.bytes === undefined && !file.url.startsWith("local:")) {
		const hint = "Add the size of the file in bytes as `length:`, or keep the file in this folder.";
		fields.warn(["length"], "is missing, and some podcast apps reject files of unknown length", hint);
	}
	return Object.fromEntries(written);
}

const NUMBER_NAMES = ["episodeNumber", "episode", "number"];

/**
 * Returns the first field that has a single value, either at the top level or in an object that describes the episode.
 */
function placeOf(fields: Fields, names: string[], within: string[]): Keys | undefined {
	const objects = ["episode", "podcast"].flatMap((object) => within.map((name) => [...fields.named(object), name]));
	return [...names.map((name) => fields.named(name)), ...objects].find(
		(keys) => fields.has(keys) && typeof fields.value(keys) === "string",
	);
}

function textAt(fields: Fields, names: string[], within: string[]): string | undefined {
	const keys = placeOf(fields, names, within);
	return keys && fields.line(keys);
}

/** Reads a whole number above 0, the only kind of number that apps accept. */
function wholeAt(fields: Fields, names: string[], within: string[]): number | undefined {
	const keys = placeOf(fields, names, within);
	const text = keys && fields.text(keys);
	if (keys === undefined || text === undefined) return undefined;
	// A field with this name may contain the address of the audio file instead.
	if (fileKind(text.replace(/[?#].*/s, "")) !== undefined) return undefined;
	const [, digits] = /^(?:[a-z]*\s*#?\s*)0*(\d{1,6})$/i.exec(text) ?? [];
	if (digits !== undefined) return Number(digits);
	if (text === "0" || /^[a-z]/i.test(text)) return undefined;
	return fields.warn(keys, "is not a whole number above 0", "Use a number such as 12.");
}

function readSeason(fields: Fields): Pick<Episode, "season" | "seasonName"> {
	const object = fields.named("season");
	const inObject = fields.has([...object, "number"]);
	const season = inObject
		? fields.number([...object, "number"], 1, 999_999)
		: wholeAt(fields, ["season", "seasonNumber", "podcastSeason", "itunesSeason"], ["seasonNumber", "season"]);
	const name = inObject ? fields.line([...object, "name"]) : textAt(fields, ["seasonName"], ["seasonName"]);
	return { season: season && Math.round(season), seasonName: season === undefined ? undefined : name };
}

function readKind(fields: Fields): Episode["kind"] {
	const keys = placeOf(fields, ["episodeType", "podcastEpisodeType", "itunesEpisodeType"], ["episodeType"]);
	const text = keys && fields.text(keys)?.toLowerCase();
	if (keys === undefined || text === undefined) return undefined;
	return EPISODE_KINDS.find((kind) => kind === text) ?? fields.warn(keys, "is unknown", "Use full, trailer or bonus.");
}

/** Reads whether something is explicit. `clean` and `no` mean that it is suitable for everyone. */
export function readExplicit(fields: Fields, keys: Keys | undefined): boolean | undefined {
	const text = keys && fields.text(keys);
	if (keys === undefined || text === undefined) return undefined;
	const explicit = readExplicitWord(text);
	if (explicit !== undefined) return explicit;
	return fields.warn(keys, "is neither true nor false", "Use `true` or `false`.");
}

/** Parses a word as used by Apple, YAML or old feeds; undefined for any other word. */
export function readExplicitWord(text: string): boolean | undefined {
	const word = text.toLowerCase();
	if (["true", "yes", "explicit", "1", "on"].includes(word)) return true;
	return ["false", "no", "clean", "0", "off", "notexplicit"].includes(word) ? false : undefined;
}

function readArt(fields: Fields, base: AddressBase): Episode["art"] {
	const names = ["episodeImage", "episodeArt", "episodeCover", "podcastImage", "podcastCover", "itunesImage"];
	const keys = placeOf(fields, names, ["image", "cover", "artwork"]);
	return keys && readPictures(fields, keys, base, "artwork")[0];
}

const TRANSCRIPT_TYPES: Readonly<Record<string, string>> = {
	vtt: "text/vtt",
	srt: "application/x-subrip",
	json: "application/json",
	html: "text/html",
	htm: "text/html",
	txt: "text/plain",
};

/** Reads the paths or addresses of transcript files. Skips a field that contains the transcript itself. */
function readTranscripts(fields: Fields, base: AddressBase): Transcript[] | undefined {
	const names = ["transcripts", "transcript", "transcriptFile", "transcriptUrl", "podcastTranscript", "captions"];
	const objects = ["episode", "podcast"].map((name) => [...fields.named(name), "transcript"]);
	const found: Transcript[] = [];
	for (const keys of [...names.map((name) => fields.named(name)), ...objects].flatMap((all) => fields.list(all))) {
		const place = addressIn(fields, keys);
		const written = place === undefined ? "" : writtenAt(fields, place);
		if (place === undefined || written === "" || /\s/.test(written.slice(0, 500).replace(/\.\w+$/, ""))) continue;
		const extension = /\.([a-z]+)(?:[?#].*)?$/i.exec(written)?.[1]?.toLowerCase() ?? "";
		const type = (place !== keys && fields.text([...keys, "type"])) || TRANSCRIPT_TYPES[extension];
		if (type === undefined || !/^[a-z]+\/[\w.+-]+$/.test(type)) {
			if (!/[/.]/.test(written)) continue;
			fields.warn(
				place,
				"is not a transcript",
				"Use a file in WebVTT (.vtt), SubRip (.srt), JSON, HTML or plain text.",
			);
			continue;
		}
		const url = readAddress(fields, place, "link", base);
		const language = place === keys ? undefined : fields.text([...keys, "language"]);
		if (url === undefined || found.some((one) => one.url === url)) continue;
		found.push({ url, type, ...(language === undefined ? {} : { language }) });
	}
	return found.length === 0 ? undefined : found;
}

/** Returns the keys of an address: a string is the address itself, an object contains the address. */
function addressIn(fields: Fields, keys: Keys): Keys | undefined {
	if (typeof fields.value(keys) === "string") return keys;
	return ["url", "src", "file", "href", "path"].map((name) => [...keys, name]).find((one) => fields.has(one));
}

const MAX_CHAPTERS = 100;

/**
 * Reads chapters from a JSON file, from a list of strings such as `00:01:30 Title`, or from a list of objects with
 * `start` and `title`.
 */
function readChapters(fields: Fields, base: AddressBase): Pick<Episode, "chapters" | "marks"> {
	const keys = [
		...["chapters", "podcastChapters", "chaptersFile", "chaptersUrl", "chapterFile"].map((name) => fields.named(name)),
		...["episode", "podcast"].map((name) => [...fields.named(name), "chapters"]),
	].find((one) => fields.has(one));
	if (keys === undefined) return {};
	const file = addressIn(fields, keys);
	if (file !== undefined && !Array.isArray(fields.value(keys))) {
		if (!/\.json(?:[?#].*)?$/i.test(writtenAt(fields, file))) {
			const hint = "Use the path of a .json file, or list chapters such as `00:01:30 High water`.";
			return { chapters: fields.warn(file, "is not a chapters file", hint) };
		}
		return { chapters: readAddress(fields, file, "link", base) };
	}
	// In Castanet (a Hugo theme), the front matter contains what would otherwise be in a chapters file.
	const list = fields.has([...keys, "chapters"]) ? [...keys, "chapters"] : keys;
	const marks = fields
		.list(list)
		.slice(0, MAX_CHAPTERS)
		.flatMap((one) => readChapter(fields, one) ?? []);
	return marks.length === 0 ? {} : { marks: marks.toSorted((one, other) => one.start - other.start) };
}

function readChapter(fields: Fields, keys: Keys): Chapter | undefined {
	const hint = "Write a time and a title, such as `00:01:30 High water`.";
	if (typeof fields.value(keys) === "string") {
		const [, time = "", title = ""] = /^\s*([\d:.,]+)\s*[-–—|]?\s*(.+)$/.exec(fields.prose(keys) ?? "") ?? [];
		const start = parseDuration(time);
		return start === null ? fields.warn(keys, "is not a chapter", hint) : { start, title };
	}
	const start = secondsAt(fields, keys, ["start", "startTime", "time"]);
	const title = fields.line([...keys, "title"]) ?? fields.line([...keys, "name"]);
	if (start === undefined || title === undefined) return fields.warn(keys, "is not a chapter", hint);
	const link = ["url", "href", "link"].map((name) => [...keys, name]).find((one) => fields.has(one));
	const url = link && fields.url(link, "warning");
	return url === undefined ? { start, title } : { start, title, url };
}

function secondsAt(fields: Fields, keys: Keys, names: string[]): number | undefined {
	const place = names.map((name) => [...keys, name]).find((one) => fields.has(one));
	const text = place && fields.text(place);
	return text === undefined ? undefined : (parseDuration(text) ?? undefined);
}

function readSoundbites(fields: Fields): Soundbite[] | undefined {
	const bites = [...fields.list(fields.named("soundbites", "soundbite", "podcastSoundbite"))].flatMap((keys) => {
		const start = secondsAt(fields, keys, ["start", "startTime"]);
		const duration = secondsAt(fields, keys, ["duration"]);
		if (start === undefined || duration === undefined || duration <= 0) {
			const hint = "Write `start:` and `duration:` in seconds; soundbites usually last 15 to 120 seconds.";
			return fields.warn(keys, "needs a start and a duration", hint) ?? [];
		}
		return [{ start, duration, title: fields.line([...keys, "title"]) }];
	});
	return bites.length === 0 ? undefined : bites;
}
