import { expect, test } from "vitest";
import { sourceFiles } from "./imports.ts";

/** Files with migrations, which must not change after a release. */
const SCHEMAS = /\/(schema|first-tables)\.ts$/;

test("every INSERT lists its columns, so a column that a later release adds does not break this release after a rollback", () => {
	const unnamed = sourceFiles()
		.filter(({ path }) => !SCHEMAS.test(path))
		.flatMap(({ path, text }) =>
			(text.match(/INSERT [A-Z ]*INTO \S+\s+(VALUES|SELECT)\b.*/g) ?? []).map((found) => [path, found]),
		);
	expect(unnamed).toEqual([]);
});
