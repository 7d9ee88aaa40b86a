/**
 * What podcast apps show about an article that contains audio or video, in addition to the article's title, text and
 * file.
 */
export interface Episode {
	/** A title that contains neither the show's name nor the episode's number, if the author sets one. */
	title?: string | undefined;
	season?: number | undefined;
	seasonName?: string | undefined;
	/** Number of the episode within its season. */
	number?: number | undefined;
	kind?: EpisodeKind | undefined;
	/** Whether the episode is unsuitable for children; if absent, the show's value applies. */
	explicit?: boolean | undefined;
	/** The episode's cover, if different from the article's picture. */
	art?: Artwork | undefined;
	people?: Person[] | undefined;
	transcripts?: Transcript[] | undefined;
	/** URL of a JSON file (Podcasting 2.0). */
	chapters?: string | undefined;
	/** Chapters listed in the article itself. */
	marks?: Chapter[] | undefined;
	soundbites?: Soundbite[] | undefined;
}

/** A square picture. */
export interface Artwork {
	url: string;
	/** In pixels. */
	width?: number | undefined;
	height?: number | undefined;
	/** Known only for published files. */
	type?: string | undefined;
	bytes?: number | undefined;
}

export const EPISODE_KINDS = ["full", "trailer", "bonus"] as const;
type EpisodeKind = (typeof EPISODE_KINDS)[number];

export interface Person {
	name: string;
	/** The person's role in lower case, such as `host` or `guest`. */
	role?: string | undefined;
	group?: string | undefined;
	/** URL of a picture. */
	picture?: string | undefined;
	url?: string | undefined;
}

export interface Transcript {
	url: string;
	/** The media type. */
	type: string;
	language?: string | undefined;
}

export interface Chapter {
	/** In seconds. */
	start: number;
	title: string;
	url?: string | undefined;
}

/** A short excerpt that apps play to promote an episode. Times are in seconds. */
export interface Soundbite {
	start: number;
	duration: number;
	title?: string | undefined;
}

/** What podcast apps and directories show about a feed. */
export interface Show {
	author?: string | undefined;
	owner?: { name?: string | undefined; email: string } | undefined;
	categories: Category[];
	artwork?: Artwork | undefined;
	explicit: boolean;
	type: ShowType;
	language?: string | undefined;
	funding: { url: string; text: string }[];
	/** Whether other podcast hosts may not import the podcast. */
	locked?: boolean | undefined;
	medium?: string | undefined;
	license?: { name: string; url?: string | undefined } | undefined;
	people?: Person[] | undefined;
	/** A UUID that never changes, even if the feed moves. */
	guid?: string | undefined;
	/** The show's id in Apple's directory. */
	appleId?: string | undefined;
}

export const SHOW_TYPES = ["episodic", "serial"] as const;
type ShowType = (typeof SHOW_TYPES)[number];

/** A category in Apple's list. */
export interface Category {
	name: string;
	sub?: string | undefined;
}

/** Whether a file of this type can be an episode. */
export function isPlayable(type: string): boolean {
	return /^(audio|video)\//.test(type);
}

/** Whether apps accept pictures of this type as artwork. */
export function isArtworkType(type: string): boolean {
	return type === "image/jpeg" || type === "image/png";
}
