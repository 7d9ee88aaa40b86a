import type { MiddlewareHandler } from "hono";
import { readSettings } from "../settings.ts";
import type { App } from "./app-env.ts";

/** Settings are read once per environment, which lives as long as the isolate. */
const known = new WeakMap<object, ReturnType<typeof readSettings>>();

/** Gives every handler the site's settings. Where they are wrong, every request says so. */
export const withSettings: MiddlewareHandler<App> = async (c, next) => {
	let settings = known.get(c.env);
	if (!settings) {
		settings = readSettings(c.env);
		known.set(c.env, settings);
	}
	if ("problems" in settings) {
		return c.json({ status: "misconfigured", problems: settings.problems }, 500, { "Cache-Control": "no-store" });
	}
	c.set("site", settings.site);
	c.set("repositories", settings.repositories);
	return next();
};
