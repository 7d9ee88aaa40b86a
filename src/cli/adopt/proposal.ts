import type { Author } from "../../article/article.ts";
import type { PlannedFile } from "./write-files.ts";

/** A value, and where it comes from, for example `_config.yml, line 12`. */
export interface Found<Value = string> {
	value: Value;
	from: string;
	/** Whether the value is only the generator's default. If so, a rule set by the owner takes precedence. */
	isUsual?: boolean | undefined;
}

/** The settings in `[vars]` that adopt derives from the old site. */
export type SettingName = "SITE_URL" | "SITE_TITLE" | "SITE_DESCRIPTION" | "SITE_LANGUAGE" | "SITE_TIME_ZONE";

/** The rules for one folder: the fields of its `_defaults.yaml`, in order. */
export interface FolderRules {
	/** An absolute path. */
	folder: string;
	fields: Map<string, Found>;
}

/** A redirect for an old address that no built-in rule covers. */
export interface ProposedRedirect extends Found {
	/** A path on the old site. `value` is the redirect's target. */
	old: string;
}

/** Everything that `adopt` would write for a blog. */
export interface Proposal {
	/** The generator's display name, such as `Jekyll`. */
	generator: Found;
	/** The folder of the blog's configuration, absolute. */
	project: string;
	/** The content folders, absolute, as passed to `npm start` and `publish`. */
	content: string[];
	settings: Map<SettingName, Found>;
	rules: FolderRules[];
	redirects: ProposedRedirect[];
	/** Authors that no file in a content folder defines, by the id with which articles refer to them. */
	authors: Map<string, Found<Author>>;
	/** Further file changes that do not follow from the fields above. */
	files: PlannedFile[];
	/** Notes for the owner, as sentences. */
	notes: string[];
}
