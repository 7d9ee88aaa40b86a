import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contrast, parseColour, textOn } from "../../src/identity/colour.ts";
import { paletteOf } from "../../src/identity/palette.ts";

const SCHEMES = ["light", "dark"] as const;

function expectLegible(accent: string): void {
	for (const scheme of SCHEMES) {
		const colour = (name: string): string => paletteOf(accent, scheme)[name] ?? "";
		const texts = ["link", "ink", "soft"].map(colour);
		const pairs = ["paper", "top", "wash"].flatMap((ground) => texts.map((text) => [text, colour(ground)] as const));
		for (const [text, ground] of [...pairs, [colour("onfill"), colour("fill")] as const]) {
			expect(contrast(text, ground), `${accent} ${scheme}: ${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
		}
	}
	expect(contrast(textOn(accent), accent), accent).toBeGreaterThanOrEqual(4.5);
}

describe("text contrast is at least 4.5:1 in light and dark mode", () => {
	test("for accents of every hue, from pale to strong and from dark to light", () => {
		for (let hue = 0; hue < 360; hue += 3) {
			for (const [lightness, chroma] of [
				[0.3, 0.2],
				[0.6, 0.3],
				[0.95, 0.15],
			]) {
				expectLegible(parseColour(`oklch(${lightness} ${chroma} ${hue})`) ?? "");
			}
		}
	});

	test("for random accents", () => {
		const colours = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
		fc.assert(
			fc.property(colours, (accent) => expectLegible(accent)),
			{ numRuns: 200, examples: [["#000000"], ["#ffffff"], ["#808080"], ["#ffff00"], ["#0000ff"]] },
		);
	});
});

test.each([
	["#0b5f7a", "#0b5f7a"],
	["#F00", "#ff0000"],
	["teal", "#008080"],
	[" RebeccaPurple ", "#663399"],
	["rgb(11 95 122)", "#0b5f7a"],
	["rgb(11, 95, 122)", "#0b5f7a"],
	["hsl(120 100% 25%)", "#008000"],
	["#0b5f7a80", "#0b5f7a"],
])("the colour %s is converted to %s", (written, hex) => {
	expect(parseColour(written)).toBe(hex);
});

test("an OKLCH colour outside sRGB becomes the nearest colour that screens can show", () => {
	expect(parseColour("oklch(0.7 0.4 150)")).toMatch(/^#[0-9a-f]{6}$/);
});

test.each(["", "blueish", "#12", "rgb(", "url(x)", "var(--x)", "0b5f7a zzz"])("%j is not a colour", (written) => {
	expect(parseColour(written)).toBeNull();
});

test("a legible accent is used unchanged", () => {
	expect(paletteOf("#0b5f7a", "light")["fill"]).toBe("#0b5f7a");
});
