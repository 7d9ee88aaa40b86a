import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, sourceFiles } from "./imports.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** The fields of each event in the code. */
const known = [...read("src/log.ts").matchAll(/^\t"?([a-z ]+)"?: \{([^}]*)\};$/gm)].map(
	([, event = "", fields = ""]) => {
		return [event, [...fields.matchAll(/(\w+):/g)].map(([, field]) => field)] as const;
	},
);

/** The fields of each documented event. */
const explained = new Map(
	[...read("docs/metrics.md").matchAll(/^\| `([a-z ]+)` \| .* \| (.*) \|$/gm)].map(([, event = "", fields = ""]) => {
		return [event, [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field)];
	}),
);

test("events are found in the code and in docs/metrics.md", () => {
	expect(known.length).toBeGreaterThan(15);
	expect(known.every(([, fields]) => fields.length > 0)).toBe(true);
});

test.each(known)("docs/metrics.md lists the fields of the event %s", (event, fields) => {
	expect(explained.get(event)).toEqual(fields);
});

test("docs/metrics.md does not list unknown events", () => {
	expect([...explained.keys()].sort()).toEqual(known.map(([event]) => event).sort());
});

test("the code logs only known events, and no secrets", () => {
	const others = sourceFiles().filter(({ room, path, text }) => {
		return room !== "cli" && path !== "src/log.ts" && /\bconsole\./.test(text);
	});
	expect(others.map(({ path }) => path)).toEqual([]);
});
