import { expect, test } from "vitest";
import { estimateOf, markOf, REGISTERS, raise } from "../../src/readership/tally.ts";

const SALT = new Uint8Array(32).fill(7);

function sketchOf(addresses: readonly string[], salt = SALT): Uint8Array {
	const registers = new Uint8Array(REGISTERS);
	for (const address of addresses) raise(registers, markOf(address, "NetNewsWire", salt));
	return registers;
}

const addresses = (count: number) =>
	Array.from({ length: count }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);

test.each([0, 1, 5, 20, 100, 1000, 5000, 60_000])("the estimate for %i readers is off by at most a tenth", (count) => {
	const estimate = estimateOf(sketchOf(addresses(count)));
	expect(Math.abs(estimate - count)).toBeLessThanOrEqual(Math.max(count < 10 ? 0 : 1, count * 0.1));
});

test("repeated reads count as one reader", () => {
	expect(estimateOf(sketchOf(Array<string>(1000).fill("198.51.100.7")))).toBe(1);
});

test("IPv6 addresses that differ only in the lower half count as one reader", () => {
	const house = ["2001:db8:1:2::1", "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2:1:2:3:4", "2001:db8:1:2::"];
	expect(estimateOf(sketchOf(house))).toBe(1);
	expect(estimateOf(sketchOf([...house, "2001:db8:1:3::1", "2001:db8::1", "::1"]))).toBe(4);
});

test("invalid addresses do not cause errors", () => {
	expect(
		estimateOf(sketchOf(["", ":", "::", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9::", "::ffff:192.0.2.1"])),
	).toBeGreaterThan(0);
});

test("marks made with the salts of different days cannot be matched", () => {
	const another = new Uint8Array(32).fill(8);
	const marks = (salt: Uint8Array) => addresses(100).map((address) => markOf(address, "Reeder", salt));
	const same = marks(SALT).filter((mark, index) => mark === marks(another)[index]);
	expect(same.length).toBeLessThan(5);
});

test("two programs at the same address count as two readers", () => {
	expect(markOf("198.51.100.7", "Reeder", SALT)).not.toBe(markOf("198.51.100.7", "Newsboat", SALT));
});
