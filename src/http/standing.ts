import type { GitReport } from "../git/report.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { Numbers } from "../hub/numbers.ts";
import { hubOf } from "../hub/stub.ts";
import type { Report } from "../publisher/report.ts";
import { publisherOf } from "../publisher/stub.ts";

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
	for (const { reason } of [publisher, reconciler, hub].filter((one) => one.status === "rejected")) {
		console.error(JSON.stringify({ event: "report", error: String(reason) }));
	}
	return { publisher, reconciler, hub };
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
