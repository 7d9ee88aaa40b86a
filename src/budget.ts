/** Cloudflare's pricing plans. */
export const PLANS = ["free", "paid"] as const;
export type Plan = (typeof PLANS)[number];

/**
 * The limits of a plan or, on the paid plan, the usage that its price includes. All days are UTC days. Sources, on
 * developers.cloudflare.com: `workers/platform/limits`, `workers/platform/pricing`, `kv/platform/limits` and
 * `durable-objects/platform/pricing`.
 */
export interface Budget {
	/** Whether Cloudflare rejects requests beyond these limits. On the paid plan, it charges for them instead. */
	isLimit: boolean;
	/**
	 * KV operations per run of the Publisher. They count as subrequests, of which Cloudflare allows 50 on the free plan
	 * and 10,000 on the paid plan.
	 */
	operations: number;
	/**
	 * File store operations per run of the Publisher: making files public or private, and deleting files. They count as
	 * subrequests, too.
	 */
	fileOperations: number;
	/** KV writes per day. */
	writes: number;
	/**
	 * How many of the `writes` may be spent on content that can wait until the next day: on article pages (`pageWrites`),
	 * and on files (`fileWrites`). The remainder is reserved for feeds, so that a large import does not delay articles
	 * scheduled for later that day.
	 */
	pageWrites: number;
	fileWrites: number;
	/**
	 * Durable Object rows that the reader statistics may write per day. The free plan allows 100,000 written rows in
	 * total.
	 */
	readerRows: number;
	/** Requests per day. The limit applies to the Worker and to the Durable Objects separately. */
	requests: number;
	/**
	 * Durable Object requests per day for content rendered on demand. All other requests are reserved for publishing,
	 * webhooks and the hub.
	 */
	madeRequests: number;
}

export const BUDGETS: Record<Plan, Budget> = {
	free: {
		...{ isLimit: true, operations: 45, fileOperations: 20, writes: 1000, pageWrites: 900, fileWrites: 800 },
		...{ readerRows: 50_000, requests: 100_000, madeRequests: 80_000 },
	},
	// Based on one thirtieth of the monthly quotas, which are one million KV writes, one million Durable Object requests
	// and ten million Worker requests.
	paid: {
		...{ isLimit: false, operations: 450, fileOperations: 200, writes: 33_000, pageWrites: 1e6, fileWrites: 1e6 },
		...{ readerRows: 500_000, requests: 330_000, madeRequests: 1e6 },
	},
};

/** Returns the budget of the configured plan. If the setting is invalid, other code reports that. */
export function budgetOf({ CLOUDFLARE_PLAN }: { CLOUDFLARE_PLAN?: unknown }): Budget {
	return BUDGETS[CLOUDFLARE_PLAN === "paid" ? "paid" : "free"];
}
