import fc from "fast-check";
import { expect, test } from "vitest";
import { articleFrom, read, source, warned } from "./reading.ts";

test.each([
	"https://old.example/?p=123",
	"http://old.example/2019/tide.html#2",
	"tag:old.example,2019-05-04:/tide",
	"urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
	"https://old.example/küste",
])("a guid set by the author stays unchanged: %s", (guid) => {
	expect(articleFrom(`guid: ${guid}`).guid).toBe(guid);
});

test.each(["123", "tide", "/2019/tide", "https:// old.example", "http://[", "https://", "http://a b/", "'<b>:x'"])(
	"a guid that is not a URI is used when the article is first published, and stays unchanged: %s",
	(guid) => {
		const article = articleFrom(`guid: ${guid}`);
		expect(article.guid).toBeUndefined();
		expect(article.firstGuid).toBe(guid.replaceAll("'", ""));
	},
);

test("a list is not a valid guid, so the Publisher generates one", () => {
	const { article, problem } = warned("guid: [x]");
	expect(article.guid).toBeUndefined();
	expect(article.firstGuid).toBeUndefined();
	expect(problem.line).toBe(4);
});

test("only a URI can replace the guid of a published article", () => {
	const piece = fc.constantFrom(
		"http",
		"https",
		"tag",
		"x",
		":",
		"//",
		"[",
		"]",
		"%",
		"a.example",
		"@",
		"#",
		" ",
		"ü",
		"\\",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
			const result = read(source(`guid: ${JSON.stringify(pieces.join(""))}`));
			if (result.kind !== "article" || result.article.guid === undefined) return;
			expect(URL.canParse(result.article.guid)).toBe(true);
		}),
	);
});
