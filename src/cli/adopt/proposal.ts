import type { Author } from "../../article/article.ts";
import type { PlannedFile } from "./write-files.ts";

/** A value, and where it comes from: `_config.yml, line 12`. */
export interface Found<Value = string> {
	value: Value;
	from: string;
	/** It is what the generator does if nothing is configured: an owner's own rule counts more. */
	isUsual?: boolean | undefined;
}

/** The settings in `[vars]` that follow from the old site. */
export type SettingName = "SITE_URL" | "SITE_TITLE" | "SITE_DESCRIPTION" | "SITE_LANGUAGE" | "SITE_TIME_ZONE";

/** The rules for one folder: the fields of its `_defaults.yaml`, in order. */
export interface FolderRules {
	/** Absolute. */
	folder: string;
	fields: Map<string, Found>;
}

/** An old address that no built-in rule covers. */
export interface ProposedRedirect extends Found {
	/** A path of the old site; `value` is where it leads. */
	old: string;
}

/** Everything that moving a blog here would write. */
export interface Proposal {
	/** The name of the generator, for people: `Jekyll`. */
	generator: Found;
	/** The folder of the blog's configuration, absolute. */
	project: string;
	/** The content folders, absolute: what `npm start` and `publish` get. */
	content: string[];
	settings: Map<SettingName, Found>;
	rules: FolderRules[];
	redirects: ProposedRedirect[];
	/** Names of authors, by the ids that articles use, if no file in a content folder has them. */
	authors: Map<string, Found<Author>>;
	/** Changes to files that are not made from the fields above. */
	files: PlannedFile[];
	/** What the owner should know, a sentence each. */
	notes: string[];
}
