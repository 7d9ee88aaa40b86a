import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { BUDGETS, budgetOf, PLANS } from "../../src/budget.ts";
import { Publisher } from "../../src/publisher/publisher.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, storedKeys } from "./newsroom.ts";

afterEach(reset);

/** Number of subrequests that Cloudflare allows per invocation, for each plan. */
const SUBREQUESTS = { free: 50, paid: 10_000 };

test.each(PLANS)(
	"a run on the %s plan writes as much as the plan allows, and the next run writes the rest",
	async (plan) => {
		const articles = Array.from({ length: 100 }, (_, index) => article(`tide${index}`, { topics: [`Topic ${index}`] }));
		await runInDurableObject(publisherOf(env), async (_, state) => {
			const publisher = new Publisher(state, { ...env, CLOUDFLARE_PLAN: plan }, 0);
			await publisher.apply(articles, "token:test");
			const before = (await storedKeys()).length;
			await publisher.alarm();
			const written = (await storedKeys()).length - before;
			expect(written).toBeLessThanOrEqual(SUBREQUESTS[plan]);
			expect(written).toBeGreaterThan(plan === "free" ? 30 : 150);
			for (let run = 0; run < 20 && (await publisher.health()).pending > 0; run++) await publisher.alarm();
			expect((await publisher.report()).budget).toEqual(BUDGETS[plan]);
		});
		expect((await get("/topics/topic-99.json")).status).toBe(200);
		expect((await get("/articles/tide99")).status).toBe(200);
	},
);

test("on the free plan, part of each day's budget is reserved for feeds, publishing and the hub", () => {
	const { writes, pageWrites, fileWrites, requests, madeRequests, readerRows } = budgetOf({});
	expect(writes).toBe(1000);
	expect(pageWrites).toBeLessThanOrEqual(writes * 0.9);
	expect(fileWrites).toBeLessThan(pageWrites);
	expect(madeRequests).toBeLessThanOrEqual(requests * 0.8);
	expect(readerRows).toBeLessThanOrEqual(50_000);
});

test("/api/status reports the plan's limits", async () => {
	const headers = { Authorization: "Bearer read-token" };
	const { usage } = await (await get("/api/status", { headers })).json<{ usage: object }>();
	expect(usage).toMatchObject({ limit: 1000, isLimit: true });
});
