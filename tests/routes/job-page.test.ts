import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Jobs } from "../../src/git/jobs.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { finishedJob, REPOSITORY } from "../api/requests.ts";
import { get } from "../publisher/newsroom.ts";

afterEach(reset);

test("the job page linked from a commit shows the result and the problems, and marks errors", async () => {
	const id = await finishedJob("done");
	await runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const problem = {
			severity: "error",
			path: "tide.md",
			message: "`date` is missing.",
			hint: "Write <one>.",
		} as const;
		const problems = [
			{ ...problem, line: 3 },
			{ ...problem, severity: "warning" as const, line: null },
		];
		new Jobs(storage.sql).update(id, { problems }, Date.UTC(2026, 4, 4, 10));
	});
	const response = await get(`/jobs/${id}`);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const html = await response.text();
	expect(html).not.toMatch(/http-equiv="refresh"|>Refresh</);
	expect(html).toContain("<h1>Done: 2 added</h1>");
	expect(html).toContain('<code>tide.md:3</code><p class="meta"><span class="severity error">Error</span></p>');
	expect(html).toContain("<strong><span><code>date</code> is missing.</span></strong> The article is not published.");
	expect(html).toContain('<p class="fix"><span>Write &lt;one&gt;.</span></p>');
	expect(html).toContain('<code>tide.md</code><p class="meta"><span class="severity warning">Warning</span></p>');
});

test("the page of an unfinished job has a link that refreshes it, but does not refresh by itself", async () => {
	const id = await runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		return new Jobs(storage.sql).enqueue(REPOSITORY, "push", Date.now());
	});
	const html = await (await get(`/jobs/${id}`)).text();
	expect(html).toContain("<h1>Waiting</h1>");
	expect(html).toContain(`<a href="/jobs/${id}">Refresh</a>`);
	expect(html).not.toContain('http-equiv="refresh"');
});
