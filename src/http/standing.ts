import type { GitReport } from "../git/report.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { Numbers } from "../hub/numbers.ts";
import { hubOf } from "../hub/stub.ts";
import { log } from "../log.ts";
import type { Report } from "../publisher/report.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ReadershipReport } from "../readership/report.ts";
import { readershipOf } from "../readership/stub.ts";

/** How long each part of the site has for its report, in milliseconds. */
const PATIENCE = 10_000;

/** What each part of the site reports of itself; where one does not, why not. */
export interface Standing {
	publisher: PromiseSettledResult<Report>;
	reconciler: PromiseSettledResult<GitReport>;
	hub: PromiseSettledResult<Numbers>;
}

export async function standingOf(env: Cloudflare.Env): Promise<Standing> {
	const [publisher, reconciler, hub] = await Promise.allSettled([
		inTime(publisherOf(env).report()),
		inTime(reconcilerOf(env).report()),
		inTime(hubOf(env).numbers()),
	]);
	logFailures({ publisher, reconciler, hub });
	return { publisher, reconciler, hub };
}

/** Who was seen reading, or why that is not known. */
export async function readershipReport(env: Cloudflare.Env): Promise<PromiseSettledResult<ReadershipReport>> {
	const [report] = await Promise.allSettled([inTime(readershipOf(env).report())]);
	logFailures({ readership: report });
	return report;
}

/** What waits in the queue of deliveries, or why that is not known. */
export async function queueReport({ DELIVERIES }: Cloudflare.Env): Promise<PromiseSettledResult<QueueMetrics>> {
	const [queue] = await Promise.allSettled([inTime(DELIVERIES.metrics())]);
	logFailures({ queue });
	return queue;
}

function logFailures(reports: Record<string, PromiseSettledResult<unknown>>): void {
	for (const [part, report] of Object.entries(reports)) {
		if (report.status === "rejected") log("report", { part, error: report.reason });
	}
}

async function inTime<T>(report: Promise<T>): Promise<T> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(new Error(`No answer came within ${PATIENCE / 1000} seconds.`)), PATIENCE);
	try {
		return await Promise.race([report, late]);
	} finally {
		clearTimeout(timer);
	}
}
