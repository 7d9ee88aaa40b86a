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

test.each([0, 1, 5, 20, 100, 1000, 5000, 60_000])("%i readers are estimated to within a tenth", (count) => {
	const estimate = estimateOf(sketchOf(addresses(count)));
	expect(Math.abs(estimate - count)).toBeLessThanOrEqual(Math.max(count < 10 ? 0 : 1, count * 0.1));
});

test("a reader who asks again and again is one reader", () => {
	expect(estimateOf(sketchOf(Array<string>(1000).fill("198.51.100.7")))).toBe(1);
});

test("a house whose address changes in its second half, as IPv6 has it do, is one house", () => {
	const house = ["2001:db8:1:2::1", "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2:1:2:3:4", "2001:db8:1:2::"];
	expect(estimateOf(sketchOf(house))).toBe(1);
	expect(estimateOf(sketchOf([...house, "2001:db8:1:3::1", "2001:db8::1", "::1"]))).toBe(4);
});

test("what is no address at all breaks nothing", () => {
	expect(
		estimateOf(sketchOf(["", ":", "::", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9::", "::ffff:192.0.2.1"])),
	).toBeGreaterThan(0);
});

test("with another day's salt nobody can be known again", () => {
	const another = new Uint8Array(32).fill(8);
	const marks = (salt: Uint8Array) => addresses(100).map((address) => markOf(address, "Reeder", salt));
	const same = marks(SALT).filter((mark, index) => mark === marks(another)[index]);
	expect(same.length).toBeLessThan(5);
});

test("one address with two programs is two readers, each of its own program", () => {
	expect(markOf("198.51.100.7", "Reeder", SALT)).not.toBe(markOf("198.51.100.7", "Newsboat", SALT));
});
