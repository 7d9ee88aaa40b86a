import type { License } from "../article/article.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";

/** The license and copyright notice of an article. */
export interface Rights {
	license?: License | undefined;
	copyright?: string | undefined;
}

/** Returns an article's license and copyright notice, each only if it differs from the site's. */
export function ownRights({ license, copyright }: PublishedArticle, site: Site): Rights {
	return {
		license: license?.url === site.license?.url ? undefined : license,
		copyright: copyright === site.copyright ? undefined : copyright,
	};
}
