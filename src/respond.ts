import { readFeed } from "./routes/read-feed.ts";

/** Responds to any request: with a stored feed at once, otherwise by the app, which is loaded when it is first needed. */
export async function respond(request: Request, env: Cloudflare.Env, context: ExecutionContext): Promise<Response> {
	const feed = await readFeed(request, env, context);
	if (feed) return feed;
	const { handle } = await import("./app.ts");
	return handle(request, env, context);
}
