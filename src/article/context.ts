/** What a source needs to know of the site that it is on, and of the folder that it is in. */
export interface Context {
	/** Without a slash at the end; an article without a link of its own has its page there. */
	siteUrl: string;
	/** IANA; of dates that name none. */
	timeZone: string;
	/** What the folder's `_defaults.yaml` files give to articles that lack it, the nearest file winning. */
	defaults: Record<string, unknown>;
	/** When the file was last changed as far as anybody knows, in milliseconds; for texts that do not say. */
	dated?: number | undefined;
}

/** The folders that a source is in, outermost first: `a/b/c.md` is in the root (`""`), in `a` and in `a/b`. */
export function foldersAbove(path: string): string[] {
	const segments = path.split("/").slice(0, -1);
	return ["", ...segments.map((_, index) => segments.slice(0, index + 1).join("/"))];
}
