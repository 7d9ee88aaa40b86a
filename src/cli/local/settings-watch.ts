import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";
import type { Api } from "../api/client.ts";
import { printable, type Terminal } from "../terminal.ts";

/** The files with settings. Wrangler restarts the Worker when either file is saved. */
const FILES = ["wrangler.toml", ".dev.vars"];

/** How often, and for how long, to check the Worker's health after a save, in milliseconds. */
const CHECK_INTERVAL_MS = 250;
const SAVE_TIMEOUT_MS = 30_000;

/** A watcher that reports invalid settings while the Worker runs. */
export interface SettingsWatch {
	close(): Promise<void>;
}

/**
 * Prints an error when an invalid setting is saved, because the site then responds to every request with that error.
 * Prints a line when all settings are valid again.
 *
 * @param root the project's folder
 */
export function watchSettings(root: string, api: Api, terminal: Terminal): SettingsWatch {
	let shown = "";
	let until = 0;
	let closed = false;
	let asking = Promise.resolve();
	async function ask(): Promise<void> {
		while (!closed && Date.now() < until) {
			const health = await api.health().catch(() => null);
			if (health !== null && !closed) say(health.status === "misconfigured" ? health.problems : []);
			await sleep(CHECK_INTERVAL_MS);
		}
	}
	function say(problems: readonly string[]): void {
		const text = problems.join("\n");
		if (text === shown) return;
		shown = text;
		for (const problem of problems) terminal.error(printable(problem));
		if (text === "") terminal.line("All settings are valid again.");
		else terminal.error(`The site serves only this error until you fix it in ${FILES.join(" or ")}.`);
	}
	const watcher = watch(
		FILES.map((name) => join(root, name)),
		{ ignoreInitial: true },
	);
	watcher.on("all", () => {
		const isAsking = Date.now() < until;
		until = Date.now() + SAVE_TIMEOUT_MS;
		if (!isAsking) asking = asking.then(ask);
	});
	return {
		async close() {
			closed = true;
			await watcher.close();
			await asking;
		},
	};
}
