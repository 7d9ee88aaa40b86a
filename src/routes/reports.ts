import type { GitReport } from "../git/commit-status.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { HubStats } from "../hub/stats.ts";
import { hubOf } from "../hub/stub.ts";
import { log } from "../log.ts";
import type { Report } from "../publisher/report.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { ReadershipReport } from "../readership/report.ts";
import { readershipOf } from "../readership/stub.ts";

/** How long to wait for a component's report, in milliseconds. */
const REPORT_TIMEOUT_MS = 10_000;

/** The reports of all components. A rejected report contains the reason why it is missing. */
export interface SystemStatus {
	publisher: PromiseSettledResult<Report>;
	reconciler: PromiseSettledResult<GitReport>;
	hub: PromiseSettledResult<HubStats>;
}

export async function systemStatus(env: Cloudflare.Env): Promise<SystemStatus> {
	const [publisher, reconciler, hub] = await Promise.allSettled([
		inTime(publisherOf(env).report()),
		inTime(reconcilerOf(env).report()),
		inTime(hubOf(env).stats()),
	]);
	logFailures({ publisher, reconciler, hub });
	return { publisher, reconciler, hub };
}

/** Returns the readership report, or the reason why it is missing. */
export async function readershipReport(env: Cloudflare.Env): Promise<PromiseSettledResult<ReadershipReport>> {
	const [report] = await Promise.allSettled([inTime(readershipOf(env).report())]);
	logFailures({ readership: report });
	return report;
}

/** Returns the state of the delivery queue, or the reason why it is missing. */
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
	const timer = setTimeout(
		() => reject(new Error(`No response within ${REPORT_TIMEOUT_MS / 1000} seconds.`)),
		REPORT_TIMEOUT_MS,
	);
	try {
		return await Promise.race([report, late]);
	} finally {
		clearTimeout(timer);
	}
}
