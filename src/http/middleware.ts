import type { Context, MiddlewareHandler } from "hono";
import { ASSET_PATHS } from "../components/assets.ts";
import { SettingsPage } from "../components/error-page.tsx";
import { document, PAGE_HEADERS } from "../components/layout.tsx";
import type { Menu } from "../identity/read-identity.ts";
import { log } from "../log.ts";
import { MENU_KEY } from "../publisher/kv-keys.ts";
import { dayOf } from "../publisher/timing.ts";
import { feedReadAt } from "../readership/feed-read.ts";
import { readershipOf } from "../readership/stub.ts";
import type { ReadCounter } from "../readership/tally.ts";
import { readerOf } from "../readership/user-agent.ts";
import { readSettings, type Site } from "../settings.ts";
import type { App } from "./context.ts";
import { isForPrograms } from "./errors.ts";
import { tallyOf } from "./tally.ts";

/** Parsed settings per environment, which lives as long as the isolate. */
const known = new WeakMap<object, ReturnType<typeof readSettings>>();

/**
 * Makes the site's settings available to handlers. If a setting is invalid, every response reports that, except for
 * assets that the error page needs.
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

/** How long an isolate reuses the menu, in milliseconds: about as long as KV takes to update everywhere. */
const MENU_TTL_MS = 60_000;

const menus = new WeakMap<object, { menu: Menu | undefined; read: number }>();

/** Loads the menu of site pages, but only for pages: feeds, files and programs do not need it. */
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

/**
 * Default security headers: no MIME sniffing, no framing, no scripts or embedded content. A feed may load its
 * stylesheet and pictures.
 */
const HEADERS = {
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Referrer-Policy": "strict-origin-when-cross-origin",
	"Content-Security-Policy":
		"default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** HTTPS for a year, for this host only: its owner decides about subdomains. */
const HTTPS_ONLY = "max-age=31536000";

/** Adds security headers to every response except a 304, because the client's cached response has them. */
export const withSecurityHeaders: MiddlewareHandler<App> = async (c, next) => {
	await next();
	const { headers, status } = c.res;
	if (status === 304) return;
	for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
	// Undefined while a setting is invalid.
	const site: Site | undefined = c.get("site");
	if (site?.url.startsWith("https:")) headers.set("Strict-Transport-Security", HTTPS_ONLY);
};

/** Counts requests and feed reads. Reads are counted after the response, so that no reader waits for it. */
export const countReaders: MiddlewareHandler<App> = async (c, next) => {
	const tally = tallyOf(c.env);
	tally.count("all", dayOf(Date.now()));
	await next();
	const now = Date.now();
	noteReader(c, tally, now);
	if (tally.isDue(now)) c.executionCtx.waitUntil(tell(tally, c.env, now));
};

function noteReader(c: Context<App>, tally: ReadCounter, now: number): void {
	if (c.res.status !== 200 && c.res.status !== 304) return;
	const { pathname, search } = new URL(c.req.url);
	const read = feedReadAt(pathname, search);
	const reader = read && readerOf(c.req.header("User-Agent") ?? null);
	if (reader) tally.note(read, reader, c.req.header("CF-Connecting-IP") ?? "", dayOf(now));
}

async function tell(tally: ReadCounter, env: Cloudflare.Env, now: number): Promise<void> {
	try {
		await tally.tell(readershipOf(env).collector(dayOf(now)), now);
	} catch (error) {
		log("readership", { error });
	}
}
