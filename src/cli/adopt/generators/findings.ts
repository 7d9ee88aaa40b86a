import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { within } from "../repository.ts";

/** The rules for the articles in one folder. */
export interface FoundRules {
	/** The address rule, with the generator's own placeholders; undefined if the rule is defined in code. */
	permalink?: Found | undefined;
	/** A likely address rule, for the owner to confirm. */
	suggestion?: string | undefined;
	/** The rule for slugs, if it is not the generator's default. */
	slugs?: Found | undefined;
	/** Subfolders with their own address rule. Paths are relative to the repository. */
	subfolders?: { folder: string; permalink: Found }[];
}

/** What was found in a generator's configuration. */
export interface Findings {
	/** The address of the old site. It may include a path. */
	site?: Found | undefined;
	/** The path of the site, if it is configured separately from the address. */
	base?: Found | undefined;
	title?: Found | undefined;
	description?: Found | undefined;
	language?: Found | undefined;
	timeZone?: Found | undefined;
	/** The folders of the articles, relative to the repository, if they are configured. */
	content?: string[] | undefined;
	/** Where to search for the articles if their folders are not configured. */
	start: string;
	/** Whether the generator's own feed includes the articles of all folders below `start`. */
	isWhole?: boolean;
	/** Returns the rules for a content folder. The path of the folder is relative to the repository. */
	rulesFor(folder: string): FoundRules;
	/** Returns the guid rule. `origin` is the site's address without a path; `:page` is the path of an article's page. */
	guid?(origin: string): Found;
	/** Feed addresses that are set in the configuration. */
	feeds?: { old: string; to: string; from: string }[];
	/** Notes for the owner about what the configuration leaves open and what cannot be moved. */
	notes?: string[];
}

/** Finds the first file of a project with a matching name. Returns its path relative to the repository. */
export function findFile(
	{ repository, folder }: Pick<Project, "repository" | "folder">,
	name: RegExp,
): string | undefined {
	return repository.files.find((path) => name.test(within(folder, path) ?? ""));
}

/** Returns the path of a folder as it appears in addresses, such as `/blog`; empty for `start` itself. */
export function pathBelow(start: string, folder: string): string {
	const path = within(start, `${folder}/`) ?? "";
	return path === "" || start === folder ? "" : `/${path.replace(/\/$/, "")}`;
}

/** Makes a pattern begin with exactly one slash, unless it is a full URL. */
export function rooted(found: Found): Found {
	const { value } = found;
	return { ...found, value: /^https?:/.test(value) ? value : `/${value.replace(/^\/+/, "")}` };
}

/** Marks a value as the generator's default. */
export function usual(value: string, from: string): Found {
	return { value, from, isUsual: true };
}
