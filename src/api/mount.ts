import type { Hono } from "hono";
import { requireToken } from "../http/auth.ts";
import type { App } from "../http/context.ts";
import { otherMethods } from "../http/errors.ts";
import { serveArticleList } from "./everyday.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

/**
 * Registers all API routes. Everything below `/api/` requires a token, except the open routes and the public list of
 * articles, which are therefore registered first.
 */
export function mountApi(app: Hono<App>): void {
	mount(
		app,
		ROUTES.filter(({ isOpen }) => isOpen),
	);
	app.use("/api/*", serveArticleList);
	app.use("/api/*", requireToken);
	mount(
		app,
		ROUTES.filter(({ isOpen }) => !isOpen),
	);
}

function mount(app: Hono<App>, routes: readonly Route[]): void {
	for (const [path, here] of Map.groupBy(routes, (route) => route.path)) {
		// The path of a source may contain slashes, which only a wildcard matches.
		const pattern = path.replace("{path}", "*").replaceAll(/\{(\w+)\}/g, ":$1");
		for (const { method, handler } of here) app.on(method.toUpperCase(), pattern, handler);
		app.all(
			pattern,
			otherMethods(...here.flatMap(({ method }) => (method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]))),
		);
	}
}
