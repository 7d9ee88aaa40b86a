import type { Article, Attachment, Description, LocalReference, Picture } from "./article.ts";
import { localPath } from "./local-files.ts";
import { type Episode, isPlayable, type Person, type Show } from "./podcast.ts";
import { type ResolveAddress, rewriteAddresses } from "./rewrite-addresses.ts";

/** What a reference leads to once the file or article is published. */
export type LocalTarget = PublishedFile | PublishedPage;

export interface PublishedFile {
	/** Absolute URL. */
	url: string;
	/** The media type with which the file is served. */
	type: string;
	/** The actual size of the file, in bytes. */
	bytes: number;
	/** In pixels, as displayed (after a photo is rotated as its metadata requires). */
	width?: number | undefined;
	height?: number | undefined;
	/** In seconds. */
	duration?: number | undefined;
}

/** The page of another article. */
interface PublishedPage {
	/** Absolute URL. */
	url: string;
	/** Whether the page is on another site, where ids do not have this site's prefix. */
	isElsewhere?: boolean;
	type?: undefined;
}

/**
 * Finds the target of a reference. Returns null if the file exists but is not stored or not published yet; the
 * reference is then left out. Returns undefined if the file does not exist.
 */
export type FindTarget = (reference: LocalReference) => LocalTarget | null | undefined;

/**
 * Returns an article in which `local:` addresses are replaced with the addresses of published files and pages.
 * References without a target are removed: a picture is removed together with its figure, but a link's text is kept.
 * Everything else is unchanged.
 */
export function resolveLocals<A extends Article>(article: A, find: FindTarget): A {
	const { locals } = article;
	if (locals === undefined || locals.length === 0) return article;
	const targets = targetsOf(locals, find);
	const resolve: ResolveAddress = (address) => resolved(address, targets);
	const provider = article.provider && {
		...article.provider,
		image: article.provider.image && pictureOf(article.provider.image, resolve),
	};
	const attachments = [
		...(article.attachments ?? []).flatMap((one) => attachmentOf(one, resolve) ?? []),
		...mediaOf(locals, targets),
	];
	const isFirst = ({ url }: Attachment, index: number) => attachments.findIndex((one) => one.url === url) === index;
	return {
		...article,
		html: rewriteAddresses(article.html, resolve),
		authors: article.authors.map((author) => ({ ...author, avatar: author.avatar && resolve(author.avatar)?.url })),
		images: article.images.flatMap((picture) => pictureOf(picture, resolve) ?? []),
		provider,
		attachments: attachments.length === 0 ? undefined : attachments.filter(isFirst),
		...(article.episode ? { episode: episodeOf(article.episode, resolve) } : {}),
		locals: undefined,
	};
}

/** Returns a description in which `local:` addresses are replaced with the addresses of published files. */
export function resolveDescription(description: Description, find: FindTarget): Description {
	const { locals, image, show } = description;
	if (locals === undefined || locals.length === 0) return description;
	const targets = targetsOf(locals, find);
	const resolve: ResolveAddress = (address) => resolved(address, targets);
	return {
		...description,
		image: image && resolve(image)?.url,
		...(show ? { show: showOf(show, resolve) } : {}),
		locals: undefined,
	};
}

function showOf(show: Show, resolve: ResolveAddress): Show {
	return {
		...show,
		artwork: show.artwork && pictureOf(show.artwork, resolve),
		people: show.people && peopleOf(show.people, resolve),
	};
}

function episodeOf(episode: Episode, resolve: ResolveAddress): Episode {
	const { art, people, transcripts, chapters } = episode;
	return {
		...episode,
		art: art && pictureOf(art, resolve),
		people: people && peopleOf(people, resolve),
		transcripts: transcripts?.flatMap((transcript) => {
			const found = resolve(transcript.url);
			return found ? [{ ...transcript, url: found.url }] : [];
		}),
		chapters: chapters === undefined ? undefined : resolve(chapters)?.url,
	};
}

function peopleOf(people: readonly Person[], resolve: ResolveAddress): Person[] {
	return people.map((person) => ({ ...person, picture: person.picture && resolve(person.picture)?.url }));
}

type Targets = Map<string, LocalTarget | { url: string; otherwise: true } | undefined>;

function targetsOf(locals: readonly LocalReference[], find: FindTarget): Targets {
	return new Map(
		locals.map((reference) => {
			const target = find(reference);
			if (target) return [reference.path, target];
			const { otherwise } = reference;
			return [
				reference.path,
				target === null || otherwise === undefined ? undefined : { url: otherwise, otherwise: true },
			];
		}),
	);
}

/** The prefix of ids in article bodies on this site. */
const ID_PREFIX = "text-";

function resolved(address: string, targets: Targets): ReturnType<ResolveAddress> {
	const path = localPath(address);
	if (path === undefined) return { url: address };
	const target = targets.get(path);
	if (target === undefined) return undefined;
	const [, query = "", fragment = ""] = /^[^?#]*(\?[^#]*)?(#.*)?$/s.exec(address) ?? [];
	if ("otherwise" in target) return { url: target.url + query + fragment };
	if (target.type !== undefined) return { ...target, url: target.url + fragment };
	const id = fragment.replace(/^#(text-)*/, "");
	return { url: id === "" ? target.url : `${target.url}#${target.isElsewhere ? "" : ID_PREFIX}${id}` };
}

function pictureOf(picture: Picture, resolve: ResolveAddress): Picture | undefined {
	const found = resolve(picture.url);
	if (found?.type === undefined) return found && { ...picture, url: found.url };
	if (!found.type.startsWith("image/")) return undefined;
	const { url, type, bytes, width = picture.width, height = picture.height } = found;
	return { ...picture, url, type, bytes, width, height };
}

function attachmentOf(attachment: Attachment, resolve: ResolveAddress): Attachment | undefined {
	const found = resolve(attachment.url);
	if (found?.type === undefined) return found && { ...attachment, url: found.url };
	// A published file may turn out not to be playable, such as a picture named `talk.mp3`.
	if (isPlayable(attachment.type) && !isPlayable(found.type)) return undefined;
	const { url, type, bytes, width, height } = found;
	return { ...attachment, url, type, bytes, width, height, duration: attachment.duration ?? found.duration };
}

/** Returns the audio and video files that the body refers to, as attachments. */
function mediaOf(locals: readonly LocalReference[], targets: Targets): Attachment[] {
	return locals.flatMap(({ path, kind }) => {
		const file = kind === "audio" || kind === "video" ? targets.get(path) : undefined;
		if (file === undefined || "otherwise" in file || file.type === undefined || !isPlayable(file.type)) return [];
		const { url, type, bytes, duration, width, height } = file;
		return [{ url, type, bytes, duration, width, height }];
	});
}
