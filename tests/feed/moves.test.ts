import { expect, test } from "vitest";
import { findMove, MOST_MOVES, type Move, writeMoves } from "../../src/feed/moves.ts";

const to = (from: string, target: string): Move => ({ from, status: 308, to: target });

test("what was written is found, and nothing else", () => {
	const moves: Move[] = [
		to("/topics/ki", "/topics/ai"),
		{ from: "/blog/feed.xml", status: 301, to: "https://elsewhere.example/?a=1&b=2#c" },
		{ from: "/topics/old", status: 410 },
	];
	const text = writeMoves(moves);
	for (const move of moves) expect(findMove(text, move.from)).toEqual(move);
	for (const other of ["/topics", "/topics/k", "/topics/ai", "/ki", "", "410"]) {
		expect(findMove(text, other), other).toBeNull();
	}
	expect(findMove(writeMoves([]), "/topics/ki")).toBeNull();
});

test("of two moves of one address the first counts", () => {
	expect(findMove(writeMoves([to("/a", "/b"), to("/a", "/c")]), "/a")).toEqual(to("/a", "/b"));
});

test("nobody is led round in a circle; what leads on is kept", () => {
	const text = writeMoves([to("/a", "/b?x"), to("/b", "/a#y"), to("/c", "/d"), to("/d", "/e"), to("/f", "/f")]);
	expect(["/a", "/b", "/c", "/d", "/f"].filter((from) => findMove(text, from))).toEqual(["/c", "/d"]);
});

test("what is searched for every address that is not there stays small: the first moves count", () => {
	const many = Array.from({ length: MOST_MOVES + 5 }, (_, index) => to(`/old/${index}`, "/new"));
	const text = writeMoves(many);
	expect(findMove(text, `/old/${MOST_MOVES - 1}`)).not.toBeNull();
	expect(findMove(text, `/old/${MOST_MOVES}`)).toBeNull();
	const long = Array.from({ length: 5000 }, (_, index) => to(`/old/${index}`, `/${"n".repeat(1000)}`));
	expect(writeMoves(long).length).toBeLessThan(2_000_001);
});
