import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { backoff, errorLine, Retries } from "../../src/publisher/flush/retry.ts";
import { Meta } from "../../src/publisher/meta.ts";

test("the delay doubles with each failure, from half a second up to ten minutes", () => {
	expect([1, 2, 3, 4].map(backoff)).toEqual([500, 1000, 2000, 4000]);
	expect([11, 12, 1000].map(backoff)).toEqual([512_000, 600_000, 600_000]);
});

test("an error message is stored as one short line", () => {
	expect(errorLine(new Error("Too many purges.\nTry later."))).toBe("Too many purges.");
	expect(errorLine("x".repeat(500))).toHaveLength(200);
	expect(errorLine(`${"x".repeat(199)}🌊`)).toBe(`${"x".repeat(199)}\uFFFD`);
});

test.each([
	["purge", "INSERT INTO purge (tags, due, again) VALUES ('[]', 10, 0), ('[]', 20, 0), ('[]', 30, 0)"],
	["announcement", "INSERT INTO announcement (feeds, due) VALUES ('[]', 10), ('[]', 20), ('[]', 30)"],
] as const)(
	"after a failure, all due rows of the table %s wait, and the failure is reported until a call succeeds",
	(table, insert) =>
		runInDurableObject(env.PUBLISHER.getByName(crypto.randomUUID()), async (_, { storage: { sql } }) => {
			sql.exec(insert);
			const retries = new Retries(sql, new Meta(sql), table, 1000);
			const logged: unknown[] = [];
			const fail = (message: string, now: number) =>
				retries.attempt(
					() => Promise.reject(new Error(message)),
					now,
					(error) => logged.push(error),
				);
			const due = () => sql.exec<{ due: number }>(`SELECT due FROM ${table} ORDER BY 1`).toArray();
			expect([retries.next(), retries.fault()]).toEqual([10, null]);
			expect(await fail("Closed.", 20)).toBe(false);
			expect(due().map((row) => row.due)).toEqual([30, 1020, 1020]);
			expect([retries.next(), retries.fault()]).toEqual([30, { since: 20, error: "Closed." }]);
			expect(await fail("Still closed.", 1020)).toBe(false);
			expect(due().map((row) => row.due)).toEqual([2020, 2020, 2020]);
			expect(retries.fault(), "the failure began with the first failed call").toEqual({
				since: 20,
				error: "Still closed.",
			});
			expect(logged).toEqual([new Error("Closed."), new Error("Still closed.")]);
			expect(await retries.attempt(() => Promise.resolve(), 2020, console.error)).toBe(true);
			expect([retries.next(), retries.fault()]).toEqual([2020, null]);
		}),
);
