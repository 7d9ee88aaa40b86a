import type { Context, MiddlewareHandler } from "hono";
import { ASSET_PATHS } from "../components/assets.ts";
import { SettingsPage } from "../components/error-page.tsx";
import { document, PAGE_HEADERS } from "../components/layout.tsx";
import type { Menu } from "../identity/read-identity.ts";
import { MENU_KEY } from "../publisher/kv-keys.ts";
import { feedReadAt } from "../readership/feed-read.ts";
import { readSettings, type Site } from "../settings.ts";
import type { App } from "./context.ts";
import { countRequest } from "./count-reads.ts";
import { isForPrograms } from "./errors.ts";
import { addSecurityHeaders } from "./security-headers.ts";

/** The parsed settings for each environment object. An environment object lives as long as its isolate. */
const known = new WeakMap<object, ReturnType<typeof readSettings>>();

/**
 * Makes the site's settings available to handlers. If a setting is invalid, every response is an error that reports it,
 * except for the assets that the error page needs.
 */
export const withSettings: MiddlewareHandler<App> = async (c, next) => {
	let settings = known.get(c.env);
	if (!settings) {
		settings = readSettings(c.env);
		known.set(c.env, settings);
	}
	if ("problems" in settings) {
		return ASSET_PATHS.includes(c.req.path) ? next() : misconfigured(c, settings.problems);
	}
	c.set("site", settings.site);
	c.set("repositories", settings.repositories);
	c.set("ghostMembersPosts", settings.ghostMembersPosts);
	return next();
};

function misconfigured(c: Context<App>, problems: readonly string[]): Response {
	c.header("Cache-Control", "no-store");
	const { pathname } = new URL(c.req.url);
	if (pathname === "/health" || isForPrograms(pathname)) return c.json({ status: "misconfigured", problems }, 500);
	return c.body(document(SettingsPage({ problems })), 500, PAGE_HEADERS);
}

/** How long an isolate reuses the loaded menu, in milliseconds: about as long as KV takes to propagate a change. */
const MENU_TTL_MS = 60_000;

const menus = new WeakMap<object, { menu: Menu | undefined; read: number }>();

/** Loads the menu for the site's pages. Feeds, files and the API do not show the menu, so it is not loaded for them. */
export const withMenu: MiddlewareHandler<App> = async (c, next) => {
	const site: Site | undefined = c.get("site");
	const isPage = /^(GET|HEAD)$/.test(c.req.method) && !isForPrograms(new URL(c.req.url).pathname);
	if (site && isPage) c.set("site", { ...site, menu: await menuOf(c.env) });
	return next();
};

async function menuOf(env: Cloudflare.Env): Promise<Menu | undefined> {
	const known = menus.get(env);
	const now = Date.now();
	if (known && Math.abs(now - known.read) < MENU_TTL_MS) return known.menu;
	const menu = (await env.KV.get<Menu>(MENU_KEY, "json")) ?? undefined;
	menus.set(env, { menu, read: now });
	return menu;
}

/** Adds security headers to every response except a 304, because the client's cached response already has them. */
export const withSecurityHeaders: MiddlewareHandler<App> = async (c, next) => {
	await next();
	// `site` is undefined while a setting is invalid.
	const site: Site | undefined = c.get("site");
	if (c.res.status !== 304) addSecurityHeaders(c.res.headers, site?.url);
};

/** Counts requests and feed reads, but only after responding, so that readers do not wait for the counting. */
export const countReaders: MiddlewareHandler<App> = async (c, next) => {
	await next();
	const { pathname, search } = new URL(c.req.url);
	const isRead = c.res.status === 200 || c.res.status === 304;
	const read = isRead ? feedReadAt(pathname, search) : null;
	countRequest(c.req.raw, read, c.env, (work) => c.executionCtx.waitUntil(work));
};
