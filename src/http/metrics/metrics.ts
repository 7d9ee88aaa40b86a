import type { Context } from "hono";
import { VERSION } from "../../version.ts";
import type { App } from "../app-env.ts";
import { queueReport, readershipReport, standingOf } from "../standing.ts";
import {
	hubMetrics,
	labelled,
	publisherMetrics,
	queueMetrics,
	readershipMetrics,
	reconcilerMetrics,
} from "./families.ts";
import { type Family, OPEN_METRICS, openMetrics } from "./open-metrics.ts";

/**
 * `GET /metrics`: how things stand, as OpenMetrics. A part of the site that does not answer has no metrics but
 * `newsstand_up`, which is 0 then.
 */
export async function getMetrics(c: Context<App>): Promise<Response> {
	const [{ publisher, reconciler, hub }, readership, queue] = await Promise.all([
		standingOf(c.env),
		readershipReport(c.env),
		queueReport(c.env),
	]);
	const now = Date.now();
	const families = [
		build(c.env),
		labelled("up", "Whether a part of the site answers.", "part", {
			publisher: answers(publisher),
			reconciler: answers(reconciler),
			hub: answers(hub),
			readership: answers(readership),
			queue: answers(queue),
		}),
		...of(publisher, (report) => publisherMetrics(report, now)),
		...of(reconciler, reconcilerMetrics),
		...of(hub, (numbers) => hubMetrics(numbers, now)),
		...of(readership, readershipMetrics),
		...of(queue, (metrics) => queueMetrics(metrics, now)),
	];
	return c.body(openMetrics(families), 200, { "Content-Type": OPEN_METRICS, "Cache-Control": "no-store" });
}

function build({ DEPLOYMENT }: Cloudflare.Env): Family {
	const labels = { version: VERSION, deployment: DEPLOYMENT?.id ?? "" };
	return {
		name: "newsstand_build",
		type: "info",
		help: "What is running.",
		samples: [{ suffix: "_info", labels, value: 1 }],
	};
}

function answers({ status }: PromiseSettledResult<unknown>): number {
	return status === "fulfilled" ? 1 : 0;
}

function of<T>(part: PromiseSettledResult<T>, metrics: (report: T) => Family[]): Family[] {
	return part.status === "fulfilled" ? metrics(part.value) : [];
}
