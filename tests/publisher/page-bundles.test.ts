import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import { publish, source, titles } from "./newsroom.ts";

afterEach(reset);

const index = source("key/index.md", { title: "Key", date: "2026-05-04" }, "One.");
const text = { path: "key/a.txt", text: "A signed message\n\nIt has several words.", dated: Date.UTC(2026, 4, 5) };

test("a plain-text file next to an index file is not an article, whichever of the two is uploaded first", async () => {
	await publish(text, index);
	expect(await titles("feed")).toEqual(["Key"]);
	await publish({ path: index.path, deleted: true });
	expect(await titles("feed")).toEqual(["A signed message"]);
	await publish(index);
	expect(await titles("feed")).toEqual(["Key"]);
});
