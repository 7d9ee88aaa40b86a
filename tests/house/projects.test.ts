import { globSync } from "node:fs";
import { expect, test } from "vitest";
import config from "../../vitest.config.ts";
import { ROOT } from "./imports.ts";

test("every test file is run", () => {
	const projects = (config.test?.projects ?? []).map((project) => Object(project).test);
	const run = globSync(
		projects.flatMap(({ include }) => include),
		{ cwd: ROOT },
	);
	const all = globSync("tests/**/*.test.ts", { cwd: ROOT });
	expect(all.filter((file) => !run.includes(file))).toEqual([]);
	expect(all).toContain("tests/house/projects.test.ts");
});
