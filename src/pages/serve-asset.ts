import type { Context, Handler } from "hono";
import type { App } from "../http/app-env.ts";
import { pageResponse } from "../http/page.ts";
import type { Asset } from "./assets.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/** `GET /style.css`: today's file. Whoever names its version, as our pages do, may keep it for a year. */
export function serveAsset({ path, body, type, version }: Asset): Handler<App> {
	return (c: Context<App>) => {
		const response = pageResponse(c.req.raw, body, path, { "Content-Type": type });
		if (c.req.query("v") === version) {
			response.headers.set("Cache-Control", FOR_EVER);
			// The query has a meaning here: the edge may keep it.
			response.headers.delete("Cloudflare-CDN-Cache-Control");
		}
		return response;
	};
}
