/** Cloudflare's plans. */
export const PLANS = ["free", "paid"] as const;
export type Plan = (typeof PLANS)[number];

/**
 * What a plan allows, or includes in its price. Sources: developers.cloudflare.com, `workers/platform/limits` and
 * `pricing`, `kv/platform/limits`, `durable-objects/platform/pricing`. Days are UTC.
 */
export interface Budget {
	/** Whether Cloudflare rejects requests beyond these numbers. On the paid plan, they only cost money. */
	isLimit: boolean;
	/** KV operations per run of the Publisher, out of 50 subrequests on the free plan and 10,000 on the paid one. */
	operations: number;
	/** Store operations per run for publishing, hiding and deleting files; counted like `operations`. */
	fileOperations: number;
	/** KV writes per day. */
	writes: number;
	/**
	 * The part of `writes` for content that can wait a day: article pages and files. The rest is reserved for feeds, so
	 * that a large import does not delay articles scheduled for later the same day.
	 */
	pageWrites: number;
	fileWrites: number;
	/** Durable Object rows that counting readers may write per day. The plan includes 100,000. */
	readerRows: number;
	/** Requests per day, for the Worker and for Durable Objects each. */
	requests: number;
	/**
	 * Durable Object requests per day for content made on demand. The rest is reserved for publishing, webhooks and the
	 * hub.
	 */
	madeRequests: number;
}

export const BUDGETS: Record<Plan, Budget> = {
	free: {
		...{ isLimit: true, operations: 45, fileOperations: 20, writes: 1000, pageWrites: 900, fileWrites: 800 },
		...{ readerRows: 50_000, requests: 100_000, madeRequests: 80_000 },
	},
	// A thirtieth of the monthly quota: one million KV writes, one million Durable Object requests, ten million Worker
	// requests.
	paid: {
		...{ isLimit: false, operations: 450, fileOperations: 200, writes: 33_000, pageWrites: 1e6, fileWrites: 1e6 },
		...{ readerRows: 500_000, requests: 330_000, madeRequests: 1e6 },
	},
};

/** The budget of the configured plan. An invalid setting is reported elsewhere. */
export function budgetOf({ CLOUDFLARE_PLAN }: { CLOUDFLARE_PLAN?: unknown }): Budget {
	return BUDGETS[CLOUDFLARE_PLAN === "paid" ? "paid" : "free"];
}
