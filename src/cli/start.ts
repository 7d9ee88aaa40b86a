import { createApi } from "./api-client.ts";
import type { Place } from "./command.ts";
import { watchFolders } from "./folder-watch.ts";
import { waitUntilRendered, waitUntilUp } from "./health.ts";
import { portInUse } from "./local-port.ts";
import { Outage } from "./outage.ts";
import { prepare } from "./preparation.ts";
import { createPublication } from "./publication.ts";
import { removalQuestion, takesMuchBack } from "./removal.ts";
import { countsLine, feedTable, problemLines } from "./report.ts";
import { republisher } from "./republisher.ts";
import { withoutSample } from "./sample.ts";
import { printable } from "./screen.ts";
import { lockState } from "./state-lock.ts";
import { listenForTheEnd } from "./the-end.ts";
import { startWorker } from "./worker-process.ts";

/** So long the Worker may take until it answers for the first time, in milliseconds. */
const STARTUP = 60_000;

const ELSEWHERE = "For another site beside that one, name a new folder for what it keeps: --state DIR.";

/**
 * `start`: serves folders with a local Worker, publishes them, and goes on publishing what is saved in them until it
 * is told to end (Ctrl-C, SIGTERM, SIGHUP). Returns 0 then, and 1 if something stands in the way.
 */
export async function start(args: string[], { root, cwd, screen }: Place): Promise<number> {
	const fail = (...lines: string[]): number => {
		for (const line of lines) screen.complain(line);
		return 1;
	};
	const prepared = await prepare(args, root, cwd);
	if ("complaint" in prepared) return fail(prepared.complaint);
	const { port, state, folders, token, remove } = prepared;

	const unlock = await lockState(state);
	if (typeof unlock !== "function") return fail(unlock.complaint);
	const end = listenForTheEnd();
	let isUp = false;
	const worker = startWorker(root, port, state, (line) => isUp && screen.complain(`Worker: ${printable(line)}`));
	const watch = watchFolders(folders, (reason) =>
		screen.complain(`Some changes may go unnoticed: ${printable(reason)}`),
	);
	const stopping = new AbortController();
	const ending = stopping.signal;
	const api = createApi(`http://127.0.0.1:${port}`, token, ending);
	const { compare, send, publish } = createPublication(api, folders);

	const lastWords = (what: string): number => fail(what, ...worker.tail().map((line) => `  ${line}`));
	const afterDeath = (): number => {
		const lostTheRace = worker.tail().some((line) => /address already in use/i.test(line));
		return lostTheRace ? fail(portInUse(port).complaint) : lastWords("The Worker has ended by itself. It wrote:");
	};
	const serve = async (): Promise<number> => {
		const health = await waitUntilUp(api, STARTUP, ending);
		if (health === null) return lastWords(`The Worker has not answered for ${STARTUP / 1000} seconds. It wrote:`);
		if (health.status === "misconfigured") return fail(...health.problems);
		isUp = true;

		const difference = await compare();
		const gone = await withoutSample(difference, root);
		if (!remove && takesMuchBack(difference, gone)) {
			return fail(removalQuestion(difference, gone, `http://localhost:${port}`), ELSEWHERE);
		}
		const published = await send(difference, (done, total) => screen.progress(`Publishing ${done} of ${total}…`));
		const left = (feeds: number): void => screen.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			screen.line(`No feed has been rendered for a minute, and ${feeds ?? "some"} are left. Still waiting.`);
			return true;
		};
		await waitUntilRendered(api, { ending, left, stalled });

		screen.line(countsLine(published));
		const paragraphs = [
			feedTable(await api.feeds()),
			problemLines(published.problems),
			[`Ready: http://localhost:${port}`],
		];
		for (const lines of paragraphs.filter(({ length }) => length > 0)) screen.line(["", ...lines].join("\n"));

		const republish = republisher({ publish, api, screen, ending }, published.problems);
		for (;;) {
			await watch.change();
			await republish();
		}
	};
	try {
		const outcome = await Promise.race([end.told.then(() => 0), worker.ended.then(() => "dead" as const), serve()]);
		return outcome === "dead" ? afterDeath() : outcome;
	} catch (error) {
		if (error instanceof Outage) return fail(`${printable(error.message)}.`);
		throw error;
	} finally {
		stopping.abort();
		await watch.close();
		await worker.stop();
		await unlock();
		end.forget();
	}
}
