import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { within } from "../repository.ts";

/** The rules for the articles in one folder. */
export interface FoundRules {
	/** The address of an article, in the generator's own placeholders; undefined if only its code tells. */
	permalink?: Found | undefined;
	/** A likely one, to be confirmed. */
	suggestion?: string | undefined;
	/** The rule for slugs, if it is not the generator's usual one. */
	slugs?: Found | undefined;
	/** Subfolders, relative to the repository, with an address of their own. */
	subfolders?: { folder: string; permalink: Found }[];
}

/** What a generator's configuration says. */
export interface Findings {
	/** The address of the old site; it may have a path. */
	site?: Found | undefined;
	/** The path of the site, if it is configured apart from its address. */
	base?: Found | undefined;
	title?: Found | undefined;
	description?: Found | undefined;
	language?: Found | undefined;
	timeZone?: Found | undefined;
	/** The folders of the articles, relative to the repository, if they are configured. */
	content?: string[] | undefined;
	/** Otherwise the folder below which they are. */
	start: string;
	/** Whether the generator's own feed has the articles of all folders below the start. */
	isWhole?: boolean;
	/** The rules for a content folder, relative to the repository. */
	rulesFor(folder: string): FoundRules;
	/** The guid of an article, given the site's address without a path. `:page` is the path of its page. */
	guid?(origin: string): Found;
	/** Addresses of feeds that are set in the configuration. */
	feeds?: { old: string; to: string; from: string }[];
	/** What does not follow from the configuration, or does not move, a sentence each. */
	notes?: string[];
}

/** The name of the first file of a project that matches, relative to the repository. */
export function findFile(
	{ repository, folder }: Pick<Project, "repository" | "folder">,
	name: RegExp,
): string | undefined {
	return repository.files.find((path) => name.test(within(folder, path) ?? ""));
}

/** The path of a folder as a part of addresses: `/blog`, or empty for the start itself. */
export function pathBelow(start: string, folder: string): string {
	const path = within(start, `${folder}/`) ?? "";
	return path === "" || start === folder ? "" : `/${path.replace(/\/$/, "")}`;
}

/** A pattern with one slash at its start. */
export function rooted(found: Found): Found {
	const { value } = found;
	return { ...found, value: /^https?:/.test(value) ? value : `/${value.replace(/^\/+/, "")}` };
}

/** What a generator does if nothing is configured. */
export function usual(value: string, from: string): Found {
	return { value, from, isUsual: true };
}
