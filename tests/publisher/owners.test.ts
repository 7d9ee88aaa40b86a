import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { article, settle, titles } from "./newsroom.ts";

afterEach(reset);

/** A repository that the site follows, as configured in `vitest.config.ts`. */
const REPOSITORY = ownerOfRepository("https://github.com/Codertocat/Hello-World#master");
const OTHER = ownerOfRepository("https://codeberg.org/acme/news#main");
const FORMER = ownerOfRepository("https://github.com/acme/former#main");

test("a source that belongs to a repository can be changed only in the repository", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], REPOSITORY);
	const edited = article("tide", { title: "Edited" });
	for (const change of [edited, { path: "tide.md", deleted: true } as const]) {
		const { added, changed, removed, refused } = await publisher.apply([change, article("other")], "token:anna");
		expect({ changed, removed }).toEqual({ changed: 0, removed: 0 });
		expect(added).toBeLessThanOrEqual(1);
		expect(refused).toMatchObject([
			{ path: "tide.md", message: expect.stringContaining("Codertocat/Hello-World#master") },
		]);
	}
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Title of other", "Title of tide"]);
});

test("two repositories do not keep overwriting each other's sources", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], REPOSITORY);
	const { refused } = await publisher.apply([article("tide", { title: "Theirs" })], OTHER);
	expect(refused).toMatchObject([{ hint: expect.stringContaining("`into`") }]);
	expect(await publisher.sources("", 9, REPOSITORY)).toHaveLength(1);
});

test("a source that was uploaded with a token belongs to a repository as soon as the repository contains it", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], "token:anna");
	expect(await publisher.apply([article("tide")], REPOSITORY)).toMatchObject({ unchanged: 1, refused: [] });
	expect(await publisher.sources("", 9, "token:anna")).toEqual([]);
	expect(await publisher.apply([article("tide", { title: "Edited" })], "token:anna")).toMatchObject({ changed: 0 });
});

test("once the site no longer follows a repository, anyone may change the repository's sources", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], FORMER);
	expect(await publisher.apply([{ path: "tide.md", deleted: true }], "token:anna")).toMatchObject({ removed: 1 });
});

test("if a file becomes unreadable, its article stays published, a problem is reported, and the file is identified by its hash", async () => {
	const publisher = publisherOf(env);
	await publisher.apply([article("tide")], REPOSITORY);
	const fault = { line: 3, message: "From this line on, the file is not UTF-8.", hint: "Save it as UTF-8." };
	const unreadable = { path: "tide.md", hash: "f".repeat(40), fault };
	expect(await publisher.apply([unreadable], REPOSITORY)).toMatchObject({
		changed: 1,
		problems: [{ path: "tide.md", severity: "error", ...fault }],
	});
	expect(await publisher.apply([unreadable], REPOSITORY)).toMatchObject({ unchanged: 1 });
	expect(await publisher.source("tide.md")).toEqual(unreadable);
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect(await publisher.problems(REPOSITORY)).toMatchObject([{ path: "tide.md" }]);
	expect(await publisher.problems(OTHER)).toEqual([]);
});

test("a source larger than 1 MiB is identified by its hash, so uploading it again changes nothing", async () => {
	const publisher = publisherOf(env);
	const huge = { path: "huge.md", text: "x".repeat(1024 * 1024 + 1) };
	expect(await publisher.apply([huge], "token:anna")).toMatchObject({ added: 1, problems: [{ path: "huge.md" }] });
	expect(await publisher.apply([huge], "token:anna")).toMatchObject({ unchanged: 1 });
});
