import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { feed, get, publish, SITE, settle, source, titles } from "./newsroom.ts";

test("if a new release of Newsstand reserves the path of an article, the article moves to another address, keeps its guid, and is linked there", async () => {
	const own = (name: string, permalink: string) =>
		source(`${name}.md`, { title: `Title of ${name}`, date: "2026-05-04", permalink }, "Text.");
	await publish(own("tide", "/select/tide/"), own("quay", "/status"));
	// Store the articles as an earlier release would have parsed and published them.
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		for (const [path, address] of [
			["tide.md", "/select/tide/"],
			["quay.md", "/status"],
		]) {
			const guid = `${SITE}${address}`;
			sql.exec("UPDATE article SET address = ?, guid = ?, digest = '' WHERE path = ?", address, guid, path);
			sql.exec("UPDATE membership SET guid = ? WHERE path = ?", guid, path);
		}
		sql.exec("UPDATE source SET problems = NULL");
		sql.exec("UPDATE source SET read_with = '[2]'");
	});
	await settle();

	expect((await titles("feed")).sort()).toEqual(["Title of quay", "Title of tide"]);
	for (const name of ["tide", "quay"]) expect((await get(`/articles/${name}`)).status).toBe(200);
	// Feed readers have already seen these articles under their former guids.
	expect((await feed("feed"))?.items.map(({ id }) => id).sort()).toEqual([`${SITE}/select/tide/`, `${SITE}/status`]);
	const past = await get("/select/tide/");
	expect([past.status, past.headers.get("Location")]).toEqual([308, "/articles/tide"]);
	expect((await get("/status")).status).toBe(401);
	expect(await publisherOf(env).problems()).toMatchObject([
		{ severity: "warning", path: "quay.md", line: 4, hint: expect.stringContaining("/articles/quay") },
		{ severity: "warning", path: "tide.md", line: 4, hint: expect.stringContaining("/articles/tide") },
	]);
});
