import { readFeed } from "./routes/read-feed.ts";

/**
 * Responds to any request. Returns feeds and `/health` without loading the app, which is loaded only when something else
 * is requested.
 */
export async function respond(request: Request, env: Cloudflare.Env, context: ExecutionContext): Promise<Response> {
	const feed = await readFeed(request, env, context);
	if (feed) return feed;
	if (new URL(request.url).pathname === "/health") {
		const { readHealth } = await import("./routes/read-health.ts");
		const health = await readHealth(request, env, context);
		if (health) return health;
	}
	const { handle } = await import("./app.ts");
	return handle(request, env, context);
}
