import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, sourceFiles } from "./imports.ts";

const STYLE = readFileSync(join(ROOT, "src/components/style.css"), "utf8").replaceAll(/\/\*.*?\*\//gs, "");

/** Returns the classes in a stylesheet. */
function classesIn(css: string): Set<string> {
	return new Set([...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = ""]) => name));
}

test("every rule of the stylesheet is used by at least one page", () => {
	const markup = sourceFiles()
		.map(({ text }) => text)
		.join("\n");
	const classes = [...classesIn(STYLE)];
	expect(classes.length).toBeGreaterThan(50);
	expect(classes.filter((name) => !new RegExp(`["' ]${name}["' $\`]|class="${name}`).test(markup))).toEqual([]);
});
