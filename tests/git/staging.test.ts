import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Staging } from "../../src/git/staging.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

test("removals are handed over first, then what keeps a folder's articles from the public, then the articles", async () => {
	const batches = await runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const staging = new Staging(storage.sql, "news");
		const paths = ["1.md", "Closed/2.md", "Closed/_defaults.yaml", "_defaults.yml", "my_defaults.yaml.md"];
		const added = paths.map((path) => ({ path, file: path, hash: "a".repeat(40), isTooLarge: false }));
		staging.replace([...added, { path: "gone.md", file: "", hash: null, isTooLarge: false }]);
		for (const path of paths) staging.keep(path, { text: "text" });
		const handed: string[][] = [];
		for (let batch = staging.batch(3, 1000); batch.length > 0; batch = staging.batch(3, 1000)) {
			handed.push(batch.map(({ path }) => path));
			staging.clear(batch);
		}
		return handed;
	});
	expect(batches).toEqual([
		["gone.md", "Closed/_defaults.yaml", "_defaults.yml"],
		["1.md", "Closed/2.md", "my_defaults.yaml.md"],
	]);
});
