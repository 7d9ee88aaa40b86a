import fc from "fast-check";
import { expect, test } from "vitest";
import "../properties.ts";
import { isPublicAddress } from "../../src/hub/callback-url.ts";

/** The first and last address of each network that is not public, and the public addresses next to it. */
const EDGES: [closed: [string, string], open: string[]][] = [
	[["0.0.0.0", "0.255.255.255"], ["1.0.0.0"]],
	[
		["10.0.0.0", "10.255.255.255"],
		["9.255.255.255", "11.0.0.0"],
	],
	[
		["100.64.0.0", "100.127.255.255"],
		["100.63.255.255", "100.128.0.0"],
	],
	[
		["127.0.0.0", "127.255.255.255"],
		["126.255.255.255", "128.0.0.0"],
	],
	[
		["169.254.0.0", "169.254.255.255"],
		["169.253.255.255", "169.255.0.0"],
	],
	[
		["172.16.0.0", "172.31.255.255"],
		["172.15.255.255", "172.32.0.0"],
	],
	[
		["192.168.0.0", "192.168.255.255"],
		["192.167.255.255", "192.169.0.0"],
	],
	[
		["198.18.0.0", "198.19.255.255"],
		["198.17.255.255", "198.20.0.0"],
	],
	[["224.0.0.0", "255.255.255.255"], ["223.255.255.255"]],
	[["::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["2600::"]],
	[
		["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
		["2000:ffff::", "2001:200::"],
	],
	[
		["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
		["2001:db7:ffff::", "2001:db9::"],
	],
	[
		["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
		["2001:ffff::", "2003::"],
	],
	[["4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["3fef:ffff::"]],
];

test.each(EDGES)("%j and all addresses between those two are not public, but %j are", ([first, last], open) => {
	for (const address of [first, last]) expect(isPublicAddress(address), address).toBe(false);
	for (const address of open) expect(isPublicAddress(address), address).toBe(true);
});

test("private IPv4 addresses are recognized in every notation", () => {
	const notations = (number: number): string[] => {
		const parts = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255);
		const [a = 0, b = 0, c = 0, d = 0] = parts;
		return [
			parts.join("."),
			String(number),
			`0x${number.toString(16)}`,
			`0${number.toString(8)}`,
			parts.map((part) => `0x${part.toString(16)}`).join("."),
			parts.map((part) => `0${part.toString(8)}`).join("."),
			`${a}.${b * 65_536 + c * 256 + d}`,
			`${a}.${b}.${c * 256 + d}`,
			`${parts.join(".")}.`,
			`::ffff:${parts.join(".")}`,
			`[::ffff:${parts.join(".")}]`,
			`::${parts.join(".")}`,
			`64:ff9b::${parts.join(".")}`,
		];
	};
	const inside = fc.oneof(
		fc.integer({ min: 0x0a000000, max: 0x0affffff }),
		fc.integer({ min: 0x7f000000, max: 0x7fffffff }),
		fc.integer({ min: 0xa9fe0000, max: 0xa9feffff }),
		fc.integer({ min: 0xc0a80000, max: 0xc0a8ffff }),
	);
	fc.assert(
		fc.property(inside, (number) => {
			for (const written of notations(number)) expect(isPublicAddress(written), written).toBe(false);
		}),
	);
});

test("IP addresses are recognized in every notation, and names are not mistaken for IP addresses", () => {
	fc.assert(
		fc.property(fc.ipV6(), (address) => {
			expect(isPublicAddress(address)).toBe(isPublicAddress(`[${address}]`));
			expect(isPublicAddress(address)).not.toBeNull();
		}),
	);
	fc.assert(
		fc.property(fc.domain(), (name) => {
			expect(isPublicAddress(name)).toBeNull();
		}),
	);
});
