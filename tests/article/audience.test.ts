import { expect, test } from "vitest";
import { articleFrom, read, rejected, source } from "./reading.ts";

test.each(["audience: members", "audience: Members", 'audience: "members"', "audience: ' members '"])(
	"an article with %s is for members",
	(line) => {
		expect(articleFrom(line).audience).toBe("members");
	},
);

test.each(["", "audience: public", "audience: PUBLIC", "audience:", "audience: null", "audience: ''"])(
	"an article with %j is public",
	(line) => {
		expect(articleFrom(line).audience).toBeUndefined();
	},
);

test.each([
	...["member", "paid", "private", "no", "true", "1", "' '", "members only"].map((value) => `audience: ${value}`),
	...["audience: [members]", "audience: {a: members}", "audience: [public, members]"],
])("%s is unclear, so the article is blocked rather than published", (line) => {
	expect(rejected(source(line))).toMatchObject({ line: 4, message: "`audience` is neither public nor members." });
});

test("an article inherits its folder's audience unless it sets an audience of its own", () => {
	const inFolder = (fields: string, audience: unknown) => read(source(fields), "tide.md", { defaults: { audience } });
	expect(inFolder("", "members")).toMatchObject({ kind: "article", article: { audience: "members" } });
	expect(inFolder("audience: public", "members")).toMatchObject({ kind: "article", problems: [] });
	expect(inFolder("audience: public", "members")).not.toMatchObject({ article: { audience: "members" } });
	expect(inFolder("", "anybody").kind).toBe("rejected");
});

test.each(["audience: membres", "audience: [members]"])(
	"folder defaults with %j block the folder's articles",
	(text) => {
		const defaults = read(text, "closed/_defaults.yaml");
		expect(defaults.problems.at(-1)).toMatchObject({ severity: "error" });
		if (defaults.kind !== "defaults") throw new Error(defaults.kind);
		expect(read(source(), "closed/tide.md", { defaults: defaults.defaults }).kind).toBe("rejected");
	},
);
