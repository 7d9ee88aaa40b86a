import { expect, test } from "vitest";
import { sourceFiles } from "./imports.ts";

/** Released steps of migrations stay as they are. */
const SCHEMAS = /\/(schema|first-tables)\.ts$/;

test("what is inserted names its columns: a column that a later release adds must not break this one after a rollback", () => {
	const unnamed = sourceFiles()
		.filter(({ path }) => !SCHEMAS.test(path))
		.flatMap(({ path, text }) =>
			(text.match(/INSERT [A-Z ]*INTO \S+\s+(VALUES|SELECT)\b.*/g) ?? []).map((found) => [path, found]),
		);
	expect(unnamed).toEqual([]);
});
