import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, sourceFiles } from "./imports.ts";

const STYLE = readFileSync(join(ROOT, "src/components/style.css"), "utf8");

/** The classes that a stylesheet names. */
function classesIn(css: string): Set<string> {
	return new Set([...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = ""]) => name));
}

test("the stylesheet, which everybody loads, has no rule for what is on no page", () => {
	const markup = sourceFiles()
		.map(({ text }) => text)
		.join("\n");
	const classes = [...classesIn(STYLE)];
	expect(classes.length).toBeGreaterThan(50);
	expect(classes.filter((name) => !new RegExp(`["' ]${name}["' $]|class="${name}`).test(markup))).toEqual([]);
});
