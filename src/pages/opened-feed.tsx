import type { Context, MiddlewareHandler } from "hono";
import type { App } from "../http/app-env.ts";
import { isNavigation } from "../http/navigation.ts";

/** What an address of a feed ends with. */
const EXTENSION = /\.(rss|atom|json)$/;

const NAMES: Record<string, string> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** At the end of an address: the document itself is wanted, by whomever. */
const RAW = /[?&]raw$/;

/**
 * Answers a person who opens the address of a feed (`/topics/ai.rss`) in a browser with the page of the same feed. Browsers
 * have no stylesheets for JSON, and Chromium shows what is called `application/rss+xml` as plain text, whatever stylesheet
 * it names.
 *
 * @param show makes the page that is at the address without its extension
 */
export function readable(show: (c: Context<App>) => Promise<Response>): MiddlewareHandler<App> {
	return async (c, next) => {
		const isRaw = RAW.test(c.req.url);
		if (isRaw || !isNavigation(c.req.raw)) {
			if (isRaw) c.req.raw = new Request(c.req.url.replace(RAW, ""), c.req.raw);
			await next();
			c.res.headers.append("Vary", "Sec-Fetch-Dest");
			return;
		}
		const url = new URL(c.req.url);
		const { pathname, search } = url;
		const format = NAMES[EXTENSION.exec(pathname)?.[1] ?? ""] ?? "RSS";
		const raw = pathname + (search === "" ? "?raw" : `${search}&raw`);
		url.pathname = pathname.replace(EXTENSION, "");
		c.req.raw = new Request(url, c.req.raw);
		// What is never kept cannot be what a browser has already.
		for (const name of ["If-None-Match", "If-Modified-Since"]) c.req.raw.headers.delete(name);
		return announced(await show(c), <Notice format={format} raw={raw} />);
	};
}

/** A page that says what address it is shown at. Nobody keeps it: a reader that asks next is to get the feed. */
function announced(page: Response, notice: { toString: () => string }): Response {
	const { status, body } = page;
	const headers = new Headers(page.headers);
	headers.set("Cache-Control", "private, no-store");
	headers.append("Vary", "Sec-Fetch-Dest");
	for (const name of ["ETag", "Cache-Tag", "Cloudflare-CDN-Cache-Control"]) headers.delete(name);
	const announcing = new Response(body, { status, headers });
	if (status !== 200) return announcing;
	return new HTMLRewriter()
		.on("main", { element: (main) => void main.prepend(String(notice), { html: true }) })
		.transform(announcing);
}

const Notice = ({ format, raw }: { format: string; raw: string }) => (
	<div class="notice">
		<p>
			<strong>This is the address of a feed ({format}),</strong> made for programs called feed readers. Below you see
			what is in it. To follow it, copy the address from the bar at the top of the window and paste it into your reader.{" "}
			<a href="/about/feeds">What is a feed?</a>
		</p>
		<p>
			For programmers: <a href={raw}>the raw data</a>.
		</p>
	</div>
);
