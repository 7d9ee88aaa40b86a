import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Staging } from "../../src/git/staging.ts";
import { reconcilerOf } from "../../src/git/stub.ts";

afterEach(reset);

test("batches contain folder defaults first, then deletions, then articles, then deleted folder defaults", async () => {
	const batches = await runInDurableObject(reconcilerOf(env), (_, { storage }) => {
		const staging = new Staging(storage.sql, "news");
		const paths = ["1.md", "Closed/2.md", "Closed/_defaults.yaml", "_defaults.yml", "my_defaults.yaml.md"];
		const added = paths.map((path) => ({ path, file: path, hash: "a".repeat(40), fault: null }));
		const gone = ["gone.md", "Gone/_defaults.yaml"].map((path) => ({ path, file: "", hash: null, fault: null }));
		staging.replace([...added, ...gone]);
		for (const path of paths) staging.keep(path, { text: "text" });
		const handed: string[][] = [];
		for (let batch = staging.batch(3, 1000); batch.length > 0; batch = staging.batch(3, 1000)) {
			handed.push(batch.map(({ path }) => path));
			staging.clear(batch);
		}
		return handed;
	});
	expect(batches).toEqual([
		["Closed/_defaults.yaml", "_defaults.yml", "gone.md"],
		["1.md", "Closed/2.md", "my_defaults.yaml.md"],
		["Gone/_defaults.yaml"],
	]);
});
