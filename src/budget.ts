/** Cloudflare's plans, as far as they differ here. */
export const PLANS = ["free", "paid"] as const;
export type Plan = (typeof PLANS)[number];

/**
 * What a plan allows, or includes in its price: developers.cloudflare.com, `workers/platform/limits` and `pricing`,
 * `kv/platform/limits`, `durable-objects/platform/pricing`. Days are UTC.
 */
export interface Budget {
	/** Whether Cloudflare refuses more than this. On the paid plan more costs money. */
	isLimit: boolean;
	/** Operations of KV in one run of the Publisher, out of 50 subrequests on the free plan and 10,000 on the paid one. */
	operations: number;
	/** The same for opening, closing and deleting files. */
	fileOperations: number;
	/** KV writes a day. */
	writes: number;
	/**
	 * The part of them for copies that the site can do without for a day: articles' pages, files. The rest is for feeds, so
	 * that a large import does not delay what is scheduled for later on the same day.
	 */
	pageWrites: number;
	fileWrites: number;
	/** Rows of Durable Objects written a day by counting readers; the plan's are 100,000. */
	readerRows: number;
	/** Requests a day, of the Worker and of Durable Objects each. */
	requests: number;
	/** The part of the Durable Objects' requests for what is made on demand; the rest is for publishing, webhooks and the hub. */
	madeRequests: number;
}

export const BUDGETS: Record<Plan, Budget> = {
	free: {
		...{ isLimit: true, operations: 45, fileOperations: 20, writes: 1000, pageWrites: 900, fileWrites: 800 },
		...{ readerRows: 50_000, requests: 100_000, madeRequests: 80_000 },
	},
	// A thirtieth of what a month includes: a million each of KV writes and Durable Object requests, ten of the Worker's.
	paid: {
		...{ isLimit: false, operations: 450, fileOperations: 200, writes: 33_000, pageWrites: 1e6, fileWrites: 1e6 },
		...{ readerRows: 500_000, requests: 330_000, madeRequests: 1e6 },
	},
};

/** The budget of the plan that is set; an invalid setting is reported elsewhere. */
export function budgetOf({ CLOUDFLARE_PLAN }: { CLOUDFLARE_PLAN?: unknown }): Budget {
	return BUDGETS[CLOUDFLARE_PLAN === "paid" ? "paid" : "free"];
}
