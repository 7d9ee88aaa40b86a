import { expect, test } from "vitest";
import { htmlTags } from "../../src/cli/verify/xml.ts";

test.each([
	["several paragraphs", '<p>a</p><p><img src="/x"></p>', ["p", "p", "img"]],
	["text around tags", 'a <b>b</b> c <a href="#d">d</a>', ["b", "a"]],
	["HTML that is not XML", "<P>a & b &nbsp; 1 < 2<br><img src=x alt='a > b'></p></div>c<u>", ["p", "br", "img", "u"]],
	[
		"a whole page",
		"<!doctype html><html><head><title>x</title></head><body><p></body></html>\n",
		["html", "head", "title", "body", "p"],
	],
	[
		"tags in comments and code",
		"<code>&lt;a href='x'&gt;</code><script>'<a>'</script><!-- <a> -->",
		["code", "script"],
	],
	["an empty string", "", []],
])("finds the tags in %s", (_, html, names) => {
	expect(htmlTags(html).map(({ name }) => name)).toEqual(names);
});

test("attributes are parsed as browsers parse them", () => {
	const [tag] = htmlTags(`<IMG SRC=a.png Alt="x &amp; y" hidden>`);
	expect([...(tag?.attributes ?? [])]).toEqual([
		["src", "a.png"],
		["alt", "x & y"],
		["hidden", "hidden"],
	]);
});
