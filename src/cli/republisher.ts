import { setTimeout as sleep } from "node:timers/promises";
import type { Problem } from "../article/problem.ts";
import type { Api } from "./api-client.ts";
import { waitUntilRendered } from "./health.ts";
import { Outage } from "./outage.ts";
import type { Publish, Published } from "./publication.ts";
import { changeLine, clock, problemLines } from "./report.ts";
import { printable, type Screen } from "./screen.ts";

/** What publishing again needs. */
export interface Workplace {
	publish: Publish;
	api: Api;
	screen: Screen;
	ending: AbortSignal;
}

/** Before trying again, in milliseconds: at first, and at most. */
const PAUSE = { first: 1000, most: 30_000 };
/** The line about a change waits until it can be read, but not longer than this, in milliseconds. */
const RENDERING = 2000;

/**
 * Publishes once more and says in a line what that changed, with the problems that are new or concern what was
 * sent; nothing if nothing changed. What fails is tried again until it works.
 *
 * @param known the problems that have been shown already
 */
export function republisher({ publish, api, screen, ending }: Workplace, known: Problem[]): () => Promise<void> {
	let shown = new Set(known.map((problem) => JSON.stringify(problem)));

	async function insist(): Promise<Published> {
		for (let pause = PAUSE.first; ; pause = Math.min(pause * 2, PAUSE.most)) {
			try {
				return await publish((done, total) => screen.progress(`Publishing ${done} of ${total}…`));
			} catch (error) {
				if (!(error instanceof Outage) || ending.aborted) throw error;
				const what = `${clock(new Date())}  Not published yet: ${printable(error.message)}.`;
				screen.complain(`${what} Trying again in ${pause / 1000} s.`);
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}

	return async () => {
		const run = await insist();
		const keys = new Map(run.problems.map((problem) => [JSON.stringify(problem), problem]));
		const news = [...keys].filter(([key, { path }]) => !shown.has(key) || run.paths.includes(path));
		shown = new Set(keys.keys());
		const problems = news.map(([, problem]) => problem);
		const line = changeLine(new Date(), run, problems);
		if (line === null) return;
		await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true, atMost: RENDERING });
		for (const text of [line, ...problemLines(problems)]) screen.line(text);
	};
}
