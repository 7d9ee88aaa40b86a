import type { Context, Handler } from "hono";
import type { Asset } from "../components/assets.ts";
import type { App } from "../http/context.ts";
import { moved, pageResponse } from "../http/respond.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * `GET /style.css`: the current file. With its version in the query, as our pages link to it, it may be cached for a
 * year.
 */
export function serveAsset({ path, body, type, version }: Asset): Handler<App> {
	return (c: Context<App>) => {
		const response = pageResponse(c.req.raw, body, path, { "Content-Type": type });
		if (c.req.query("v") === version) {
			response.headers.set("Cache-Control", FOR_EVER);
			// The query is the version, so Cloudflare may cache the response.
			response.headers.delete("Cloudflare-CDN-Cache-Control");
		}
		return response;
	};
}

/** A folded newspaper. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">
<rect width="32" height="32" rx="6" fill="#1f4e79"/>
<path d="M7 7h14v18H9a2 2 0 0 1-2-2zM21 12h4v11a2 2 0 0 1-4 0z" fill="#fff"/>
<path d="M10 11h8M10 15h8M10 18h8M10 21h5" stroke="#1f4e79" stroke-width="1.6"/>
</svg>
`;

const TAG = "icon";

/** `GET /icon.svg`: the icon that readers show next to a feed. */
export async function getIcon(c: Context<App>): Promise<Response> {
	return pageResponse(c.req.raw, ICON, TAG, { "Content-Type": "image/svg+xml" });
}

/** `GET /favicon.ico`: redirects programs that do not read the page to the icon. */
export function getFavicon(c: Context<App>): Response {
	return moved(c, "/icon.svg", TAG);
}
