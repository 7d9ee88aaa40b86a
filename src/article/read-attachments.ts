import type { Attachment } from "./article.ts";
import { parseDuration } from "./durations.ts";
import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { fileKind } from "./file-kinds.ts";
import { ANYWHERE } from "./local-files.ts";
import { type AddressBase, readAddress, writtenAt } from "./media.ts";
import { isPlayable } from "./podcast.ts";

/** Fields that contain an article's main audio or video, or documents that belong to the article. */
const ATTACHMENT_NAMES = [
	...["enclosure", "enclosures", "audio", "audioUrl", "audioFile", "video", "videoUrl", "videoFile"],
	...["podcast", "podcastUrl", "podcastFile", "mp3", "attachments"],
];

/**
 * Fields that podcast themes and plug-ins use. Because other sites use some of these fields for other purposes, only
 * audio and video files in them are read.
 */
const EPISODE_NAMES = [
	...["episode", "enclosureUrl", "audioSrc", "audioLink", "mp3Url", "mp3File", "podcastLink", "podcastFileMp3"],
	...["podcastAudio", "episodeUrl", "episodeFile", "episodeAudio", "media", "mediaUrl", "file"],
];

/** Keys of an object that may contain the address of a file. */
const ADDRESS_NAMES = ["url", "src", "file", "path", "href", "filename", "link", "enclosure", "audio"];

/**
 * Keys of an object that contains one recording in several formats (Octopod). The format that every app can play is
 * first.
 */
const FORMAT_NAMES = ["mp3", "m4a", "aac", "opus", "ogg"];

/** Fields that contain file names to which generators add a folder or host. */
const BARE_NAMES = /^(filename|file|mp3|m4a|aac|opus|ogg|podcastfile|podcastfilemp3|mp3file|episodefile)$/;

/**
 * Reads audio, video and documents from front matter, where each is an address, or an object with `url`, `type`,
 * `length` and `title`.
 */
export function readAttachments(fields: Fields, base: AddressBase): Attachment[] | undefined {
	const attachments: Attachment[] = [];
	const single: string[] = [];
	const seconds = readDuration(fields);
	for (const name of [...ATTACHMENT_NAMES, ...EPISODE_NAMES]) {
		for (const keys of fields.list(fields.named(name))) {
			const places = placesOf(fields, keys);
			for (const [index, place] of places.entries()) {
				const read = readAttachment(fields, { keys, place, isEpisode: EPISODE_NAMES.includes(name) }, base);
				if (read === undefined || attachments.some((one) => one.url === read.url)) continue;
				if (index === 0 && read.type.startsWith("audio/") && !/s$/.test(name)) single.push(name);
				if (isPlayable(read.type) && !attachments.some(({ type }) => isPlayable(type))) {
					const bytes = read.bytes ?? bytesBeside(fields, name);
					const duration = read.duration ?? seconds;
					attachments.push({ ...read, ...given({ bytes, duration }) });
				} else attachments.push(index > 0 && isPlayable(read.type) ? { ...read, isAlternate: true } : read);
			}
		}
	}
	warnOfSecond(fields, single);
	return attachments.length === 0 ? undefined : attachments;
}

/**
 * Returns the keys of all addresses in a value. A string is a single address; an object contains one address, or one
 * for each format.
 */
function placesOf(fields: Fields, keys: Keys): Keys[] {
	const value = fields.value(keys);
	if (typeof value === "string") return [keys];
	if (typeof value !== "object" || value === null) return [];
	const isThere = (one: Keys) => fields.has(one) && typeof fields.value(one) === "string";
	const formats = FORMAT_NAMES.map((name) => [...keys, name]).filter(isThere);
	return formats.length > 0
		? formats
		: ADDRESS_NAMES.map((name) => [...keys, name])
				.filter(isThere)
				.slice(0, 1);
}

function readAttachment(
	fields: Fields,
	{ keys, place, isEpisode }: { keys: Keys; place: Keys; isEpisode: boolean },
	base: AddressBase,
): Attachment | undefined {
	const written = writtenAt(fields, place);
	const kind = fileKind(written.replace(/[?#].*/s, ""));
	const isText = place === keys;
	const format = FORMAT_NAMES.includes(String(place.at(-1)).toLowerCase());
	const type = (!isText && !format && fields.text([...keys, "type"], "warning")) || kind?.type;
	// A page with a player, such as YouTube's, is not a file.
	const media = [type, kind?.type].find((one) => one !== undefined && /^[a-z]+\/[\w.+-]+$/.test(one));
	if (media === undefined || (isEpisode && !isPlayable(media))) return undefined;
	const use = kind?.kind === "audio" ? "audio" : "video";
	const isBare = BARE_NAMES.test(lastName(place)) && !/[/\\:]/.test(written);
	const line = () => fields.lineOf(place);
	const anywhere = isBare ? base.locals?.address(ANYWHERE + written, use, line) : undefined;
	const url = anywhere ?? readAddress(fields, place, use, base);
	if (url === undefined) return undefined;
	return { url, type: media, ...(isText ? {} : detailsOf(fields, keys)) };
}

function lastName(keys: Keys): string {
	const name = keys.findLast((key) => typeof key === "string");
	return String(name ?? "")
		.toLowerCase()
		.replace(/[-_\s]/g, "");
}

function detailsOf(fields: Fields, keys: Keys): Omit<Attachment, "url" | "type"> {
	const title = fields.line([...keys, "title"]);
	const duration = durationAt(
		fields,
		["duration", "itunesDuration"].map((name) => [...keys, name]),
	);
	const sizes = ["length", "bytes", "size", "fileSize", "sizeInBytes", "lengthInBytes"].map((name) => [...keys, name]);
	return given({ title, bytes: bytesAt(fields, sizes), duration });
}

/** Reads the size of a file from a separate field, such as `podcast_bytes`. */
function bytesBeside(fields: Fields, name: string): number | undefined {
	const stem = name.replace(/(Url|File|Src|Link|FileMp3)$/, "");
	const names = [stem, "podcast", "audio", "enclosure", "file", "mp3"];
	const all = [
		...names.flatMap((one) => ["Length", "Bytes", "Size", "FileSize"].map((end) => one + end)),
		...["fileSize", "length", "bytes"],
	];
	return bytesAt(
		fields,
		[...new Set(all)].map((one) => fields.named(one)),
	);
}

/** Returns the first value that is a number of bytes. Values such as `13.7 MB` and `14:02` are skipped. */
function bytesAt(fields: Fields, all: Keys[]): number | undefined {
	for (const keys of all) {
		const text = fields.has(keys) && typeof fields.value(keys) === "string" ? fields.text(keys) : undefined;
		if (text === undefined || !/^\d{1,15}$/.test(text)) continue;
		if (Number(text) > 0) return Number(text);
		fields.warn(keys, "is 0", "Enter the size of the file in bytes. You can omit it for a file in this folder.");
	}
	return undefined;
}

const DURATION_NAMES = [
	"duration",
	"audioDuration",
	"podcastDuration",
	"episodeDuration",
	"itunesDuration",
	"audioLength",
];

function readDuration(fields: Fields): number | undefined {
	const objects = ["episode", "podcast"].map((name) => [...fields.named(name), "duration"]);
	return durationAt(fields, [...DURATION_NAMES.map((name) => [name]), ...objects]);
}

function durationAt(fields: Fields, all: Keys[]): number | undefined {
	for (const keys of all) {
		const text = fields.has(keys) && typeof fields.value(keys) === "string" ? fields.text(keys) : undefined;
		const seconds = text === undefined ? null : parseDuration(text);
		const isBytes = lastName(keys) === "audiolength" && /^\d+$/.test(text ?? "");
		if (seconds !== null && seconds > 0 && seconds < 1_000_000 && !isBytes) return seconds;
	}
	return undefined;
}

/**
 * Warns about a second file, because podcast apps play one file per item.
 *
 * @param names the fields for a single file that contain audio
 */
function warnOfSecond(fields: Fields, [first, second]: readonly string[]): void {
	if (first === undefined || second === undefined) return;
	const hint = `Keep only one of the two files. Put other formats of the same recording below \`audio:\`, as \`mp3:\` and \`opus:\`.`;
	const message = `is a second audio file. Podcast apps only play the file in \`${first}\``;
	fields.warn(fields.named(second), message, hint);
}

function given<T extends object>(values: T): Partial<T> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
