import { expect, test } from "vitest";
import { htmlFaults } from "./html-faults.ts";
import { site } from "./walk.ts";

/** Returns a page's links to this site, including resources, without fragments. */
function linksOf(html: string, base: string): string[] {
	const attributes = html.matchAll(/\s(?:href|src|action)="([^"]*)"/g);
	return [...attributes].flatMap(([, value = ""]) => {
		const url = new URL(value.replaceAll("&amp;", "&").replaceAll("&#39;", "'"), base);
		return url.origin === site ? [url.pathname + url.search] : [];
	});
}

test.skipIf(site === "")(
	"all links from the home page work and lead to valid pages",
	async () => {
		const known = new Map([["/", "the address itself"]]);
		const wrong: string[] = [];
		let pages = 0;
		for (const [path, from] of known) {
			const response = await fetch(site + path);
			const isPage = response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
			const text = await response.text();
			if (response.status !== 200) wrong.push(`${path} returns ${response.status}, and ${from} links to it`);
			if (!isPage) continue;
			pages++;
			wrong.push(...(await htmlFaults(text)).map((fault) => `${path} ${fault}`));
			for (const link of linksOf(text, site + path)) if (!known.has(link)) known.set(link, path);
		}
		expect(wrong).toEqual([]);
		expect(pages).toBeGreaterThan(150);
	},
	120_000,
);
