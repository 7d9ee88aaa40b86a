import type { Context, Handler } from "hono";
import { type Asset, assetFor } from "../components/assets.ts";
import type { App } from "../http/context.ts";
import { pageResponse } from "../http/respond.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * `GET /style.css`: the current file. With its version in the query, as our pages link to it, it may be cached for a
 * year.
 */
export function serveAsset(asset: Asset): Handler<App> {
	return (c: Context<App>) => {
		// Unset while a setting is invalid.
		const { path, body, type, version } = assetFor(asset, c.get("site") ?? {});
		const response = pageResponse(c.req.raw, body, path, { "Content-Type": type });
		if (c.req.query("v") === version) {
			response.headers.set("Cache-Control", FOR_EVER);
			// The query is the version, so Cloudflare may cache the response.
			response.headers.delete("Cloudflare-CDN-Cache-Control");
		}
		return response;
	};
}
