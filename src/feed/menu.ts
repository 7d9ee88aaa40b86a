import type { Article } from "../article/article.ts";
import type { Menu } from "../identity/read-identity.ts";

/** Returns the site's menus, which link to these site pages; null if none of these pages is in a menu. */
export function menuOf(pages: readonly Article[], siteUrl: string): Menu | null {
	const sorted = pages.toSorted(
		(a, b) => orderOf(a) - orderOf(b) || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
	);
	const linked = (menu: "header" | "footer") =>
		sorted
			.filter(({ page }) => page?.menu === menu)
			.map(({ page, title, link, address }) => ({
				name: page?.label ?? title,
				url: link === siteUrl + address ? address : link,
			}));
	const menu = { header: linked("header"), footer: linked("footer") };
	return menu.header.length + menu.footer.length === 0 ? null : menu;
}

function orderOf({ page }: Article): number {
	return page?.order ?? Number.MAX_SAFE_INTEGER;
}
