import type { Context, Handler } from "hono";
import { assetsOf } from "../components/assets.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * `GET /style.css`: the current stylesheet. If the query contains the stylesheet's version (as in the links on the
 * site's pages), browsers may cache it for a year.
 */
export function serveAsset(path: string): Handler<App> {
	return (c: Context<App>) => {
		const asset = assetsOf(c.get("site") ?? {}).find((one) => one.path === path);
		if (asset === undefined) return notFound(c);
		const { body, type, version } = asset;
		const response = pageResponse(c.req.raw, body, path, { "Content-Type": type });
		if (c.req.query("v") === version) {
			response.headers.set("Cache-Control", FOR_EVER);
			// The query contains nothing but the version, so Cloudflare may cache the response.
			response.headers.delete("Cloudflare-CDN-Cache-Control");
		}
		return response;
	};
}
