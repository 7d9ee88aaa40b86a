import { createApi } from "./api-client.ts";
import type { Place } from "./command.ts";
import { waitUntilRendered } from "./health.ts";
import { Outage } from "./outage.ts";
import { createPublication } from "./publication.ts";
import { readPublishOptions } from "./publish-options.ts";
import { removalQuestion, takesMuchBack } from "./removal.ts";
import { countsLine, problemLines, progressBar } from "./report.ts";
import { printable } from "./screen.ts";

/** Before trying again what failed, in milliseconds: a network may be gone for a moment. */
const PAUSES = [250, 500, 1000, 2000, 4000];

/**
 * `publish`: makes a site hold what is in folders, of what its token has put there. Ended anywhere, it sends only the
 * rest when it is run again. Returns 1 if it could not, or not with every source.
 */
export async function publish(args: string[], { root, cwd, screen }: Place): Promise<number> {
	const options = await readPublishOptions(args, root, cwd);
	if ("complaint" in options) {
		screen.complain(options.complaint);
		return 1;
	}
	const { site, token, folders, remove } = options;
	const ending = new AbortController().signal;
	const api = createApi(site, token, ending, PAUSES);
	const publication = createPublication(api, folders);
	let sent = 0;
	try {
		const difference = await publication.compare();
		if (!remove && takesMuchBack(difference, difference.gone)) {
			screen.complain(removalQuestion(difference, difference.gone, site));
			return 1;
		}
		const published = await publication.send(difference, (done, total) => {
			sent = done;
			screen.progress(progressBar(done, total));
		});
		screen.line(countsLine(published));
		for (const line of problemLines(published.problems)) screen.line(line);

		let last = `Live: ${site}`;
		const left = (feeds: number): void => screen.progress(`Rendering feeds: ${feeds} left`);
		const stalled = (feeds: number | null): boolean => {
			last = `The site is still rendering: ${feeds ?? "some"} feeds are left. They go live by themselves.`;
			return false;
		};
		await waitUntilRendered(api, { ending, left, stalled });
		screen.line(last);
		return published.problems.some(({ severity }) => severity === "error") ? 1 : 0;
	} catch (error) {
		if (!(error instanceof Outage)) throw error;
		const rest = sent === 0 ? "" : ` ${sent} changes have arrived; run the same command again to send the rest.`;
		screen.complain(`${printable(error.message)}.${rest}`);
		return 1;
	}
}
