import { expect, test } from "vitest";
import { findRedirect, MAX_REDIRECTS, type Redirect, writeRedirects } from "../../src/feed/redirects.ts";

const to = (from: string, target: string): Redirect => ({ from, status: 308, to: target });

test("every redirect is found by its address, and no other address has a redirect", () => {
	const moves: Redirect[] = [
		to("/topics/ki", "/topics/ai"),
		{ from: "/blog/feed.xml", status: 301, to: "https://elsewhere.example/?a=1&b=2#c" },
		{ from: "/topics/old", status: 410 },
	];
	const text = writeRedirects(moves);
	for (const move of moves) expect(findRedirect(text, move.from)).toEqual(move);
	for (const other of ["/topics", "/topics/k", "/topics/ai", "/ki", "", "410"]) {
		expect(findRedirect(text, other), other).toBeNull();
	}
	expect(findRedirect(writeRedirects([]), "/topics/ki")).toBeNull();
});

test("if an address has two redirects, the first one applies", () => {
	expect(findRedirect(writeRedirects([to("/a", "/b"), to("/a", "/c")]), "/a")).toEqual(to("/a", "/b"));
});

test("redirects in a cycle are dropped, and redirects in a chain are kept", () => {
	const text = writeRedirects([to("/a", "/b?x"), to("/b", "/a#y"), to("/c", "/d"), to("/d", "/e"), to("/f", "/f")]);
	expect(["/a", "/b", "/c", "/d", "/f"].filter((from) => findRedirect(text, from))).toEqual(["/c", "/d"]);
});

test("the number and total length of redirects are limited, and redirects beyond the limit are dropped", () => {
	const many = Array.from({ length: MAX_REDIRECTS + 5 }, (_, index) => to(`/old/${index}`, "/new"));
	const text = writeRedirects(many);
	expect(findRedirect(text, `/old/${MAX_REDIRECTS - 1}`)).not.toBeNull();
	expect(findRedirect(text, `/old/${MAX_REDIRECTS}`)).toBeNull();
	const long = Array.from({ length: 5000 }, (_, index) => to(`/old/${index}`, `/${"n".repeat(1000)}`));
	expect(writeRedirects(long).length).toBeLessThan(2_000_001);
});
