import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Program, scratch, startReady, stop } from "./program.ts";

/** The port of the stored site: its address is in every link. */
const PORT = 8990;
const SITE = `http://localhost:${PORT}`;
/** A site as version 0.1.0 left it on the disk (its state and its content), and what it served. */
const FIXTURE = join(import.meta.dirname, "../fixtures/site-0.1.0");

const served = z
	.record(
		z.string(),
		z.object({
			status: z.number(),
			location: z.string().nullable(),
			etag: z.string().nullable().optional(),
			lastModified: z.string().nullable().optional(),
			/** Of the body; left out for pages, whose looks may change. */
			sha256: z.string().optional(),
		}),
	)
	.parse(JSON.parse(readFileSync(join(FIXTURE, "served.json"), "utf8")));

const folder = scratch();
let program: Program;

beforeAll(async () => {
	execFileSync("tar", ["-xzf", join(FIXTURE, "site.tgz"), "-C", folder.path]);
	program = await startReady(
		"--port",
		String(PORT),
		"--state",
		join(folder.path, "state"),
		join(folder.path, "content"),
	);
});
afterAll(async () => {
	await stop(program, PORT);
	folder.remove();
});

test("a site made with version 0.1.0 starts with its state: nothing is published again", () => {
	expect(program.output()).toMatch(/^24 files: .*\n(Not articles: .*\n)?Nothing to upload$/m);
});

test("it serves the same bytes at the same addresses", async () => {
	const now: typeof served = {};
	for (const [path, before] of Object.entries(served)) {
		const response = await fetch(SITE + path, { redirect: "manual" });
		const body = Buffer.from(await response.arrayBuffer());
		now[path] = { status: response.status, location: response.headers.get("Location") };
		if (before.sha256 === undefined) continue;
		now[path].etag = response.headers.get("ETag");
		now[path].lastModified = lastModifiedOf(path, response, before.lastModified ?? "");
		now[path].sha256 = createHash("sha256").update(body).digest("hex");
	}
	expect(now).toEqual(served);
});

/** A selection is dated by when its feeds were last looked at, which an upgrade does: that may be later than before. */
function lastModifiedOf(path: string, response: Response, before: string): string | null {
	const now = response.headers.get("Last-Modified");
	const isLater = Date.parse(now ?? "") >= Date.parse(before);
	return path.startsWith("/select.") && isLater ? before : now;
}
