import { expect, test } from "vitest";
import { sourceFiles } from "./imports.ts";

/** Files with migrations, which must not change after a release. */
const SCHEMAS = /\/(schema|first-tables)\.ts$/;

test("every INSERT lists its columns, so after a rollback, the current release still works with columns that a later release added", () => {
	const unnamed = sourceFiles()
		.filter(({ path }) => !SCHEMAS.test(path))
		.flatMap(({ path, text }) =>
			(text.match(/INSERT [A-Z ]*INTO \S+\s+(VALUES|SELECT)\b.*/g) ?? []).map((found) => [path, found]),
		);
	expect(unnamed).toEqual([]);
});
