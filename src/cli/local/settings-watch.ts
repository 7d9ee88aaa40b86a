import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";
import type { Api } from "../api/client.ts";
import { printable, type Terminal } from "../terminal.ts";

/** Where settings are. Wrangler restarts the Worker when one of these files is saved. */
const FILES = ["wrangler.toml", ".dev.vars"];

/** After a file was saved the Worker is asked so often, and for so long, what it makes of it. In milliseconds. */
const LOOK = 250;
const SAVE_TIMEOUT_MS = 30_000;

/** Notices what is wrong with the settings while the Worker runs. */
export interface SettingsWatch {
	close(): Promise<void>;
}

/**
 * Says in the terminal when a saved setting is invalid, since the Worker then answers nothing else, and when all are valid
 * again.
 *
 * @param root the project
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
			await sleep(LOOK);
		}
	}
	function say(problems: readonly string[]): void {
		const text = problems.join("\n");
		if (text === shown) return;
		shown = text;
		for (const problem of problems) terminal.error(printable(problem));
		if (text === "") terminal.line("All settings are valid again.");
		else terminal.error(`The site answers nothing else until you fix that in ${FILES.join(" or ")}.`);
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
