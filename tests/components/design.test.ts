import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { SCRIPT_FILE, stylesheetOf } from "../../src/components/assets.ts";
import { cover } from "../../src/components/cover.ts";
import { paletteOf } from "../../src/identity/palette.ts";
import { minutesOf } from "../../src/renditions/reading-time.ts";

/** Returns the contrast ratio of two colours (WCAG 2). */
function contrast(one: string, other: string): number {
	const luminance = (hex: string) => {
		const [r = 0, g = 0, b = 0] = [1, 3, 5]
			.map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
			.map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
	return (light + 0.05) / (dark + 0.05);
}

test.each(["light", "dark"] as const)(
	"in the %s colour scheme, text is legible on every background, whatever the accent colour",
	(scheme) => {
		for (let number = 0; number < 4096; number++) {
			const accent = `#${[...number.toString(16).padStart(3, "0")].map((digit) => digit + digit).join("")}`;
			const colour = paletteOf(accent, scheme);
			const of = (name: string) => colour[name] ?? "";
			for (const ground of ["paper", "wash", "top"]) {
				for (const text of ["ink", "soft", "link"]) {
					if (contrast(of(text), of(ground)) < 4.5) expect.fail(`${text} on ${ground} with ${accent}`);
				}
			}
			if (contrast(of("onfill"), of("fill")) < 4.5) expect.fail(`text on the button with ${accent}`);
			if (contrast(of("ink"), of("mark")) < 4.5) expect.fail(`text on a highlight with ${accent}`);
			for (const border of ["edge", "fline"]) {
				if (contrast(of(border), of("paper")) < 3) expect.fail(`${border} with ${accent}`);
			}
			for (const ground of ["k0", "k1", "k2"]) {
				if (contrast(of(`${ground}c`), of(ground)) < 4.5) expect.fail(`an initial on ${ground} with ${accent}`);
			}
		}
	},
);

test("the colours derived from an accent colour have not changed", () => {
	expect(paletteOf("#0b5f7a", "light")).toMatchObject({
		...{ paper: "#f9fbfc", wash: "#eaf2f6", ink: "#151a1d", soft: "#515a5e", link: "#0b5f7a", onfill: "#ffffff" },
		...{ mark: "#fecec4", k0: "#d4e6ef", k0a: "#9ec5d6", k0b: "#528fa9", k0c: "#235467", spot: "#f7cec6" },
	});
	expect(paletteOf("#e0a100", "light")).toMatchObject({ fill: "#e0a100", onfill: "#1d1912", fline: "#835d05" });
	expect(paletteOf("#333333", "dark")).toMatchObject({ paper: "#111111", link: "#b7b7b7", k0: "#2c2b28" });
});

test("the stylesheet is small, does not use left or right, and depends on the accent colour and headline typeface", () => {
	for (const accent of ["#0b5f7a", "#e0a100"]) {
		for (const headlines of ["serif", "sans"] as const) {
			const { body } = stylesheetOf({ accent, headlines });
			expect(new TextEncoder().encode(body).byteLength).toBeLessThanOrEqual(12_288);
			expect(gzipSync(body).byteLength).toBeLessThan(4_600);
			expect(body).not.toMatch(/(?:margin|padding|border)-(?:left|right)|[;{](?:left|right):/);
			expect(body).not.toMatch(/url\(|@import|@font-face/);
			expect(body).toContain(`--fill:${accent}`);
		}
	}
	expect(stylesheetOf({ headlines: "sans" }).body).toContain("--head:var(--sans)");
	expect(stylesheetOf({}).version).not.toBe(stylesheetOf({ accent: "#8a2f62" }).version);
});

test("the script is smaller than 4 KiB when gzipped", () => {
	expect(gzipSync(SCRIPT_FILE.body).byteLength).toBeLessThan(4_096);
});

const TITLES = Array.from({ length: 1000 }, (_, index) => `Title ${index} of harbours, ${index * 7919} tides`);

test("a thousand covers are all small and coloured only by classes, and every kind of cover occurs", () => {
	const shapes = new Set<string>();
	for (const title of TITLES) {
		const drawn = String(cover(title));
		expect(drawn.length, title).toBeLessThan(1_200);
		for (const [, names = ""] of drawn.matchAll(/class="([^"]*)"/g)) expect(names).toMatch(/^(cv k[012]|[abcez])$/);
		expect(drawn).not.toMatch(/style|fill=|#[0-9a-f]{3}|NaN|undefined/);
		shapes.add(
			drawn
				.replaceAll(/class="cv k\d"/g, "")
				.replaceAll(/[\d.-]+/g, "")
				.slice(0, 160),
		);
	}
	expect(shapes.size).toBeGreaterThan(8);
	const accents = TITLES.filter((title) => String(cover(title)).includes("cv k0")).length;
	expect(accents).toBeGreaterThan(400);
	expect(accents).toBeLessThan(600);
});

test("a title always gets the same cover", () => {
	const titles = ["", "المدّ", "What the ferry timetable says about a town", ...TITLES.slice(0, 10)];
	const digests = titles.map((title) =>
		createHash("sha256")
			.update(String(cover(title)))
			.digest("hex")
			.slice(0, 16),
	);
	expect(digests).toEqual([
		"c4a5a15ddd84d74e",
		"7c7feea4585a15dc",
		"84e6307046731285",
		"3d8b09e8de516705",
		"d8f0fba58659c415",
		"3e62fb25701e4446",
		"0cecd6d7885be4be",
		"96e17eec6f2ac965",
		"776db3d07a0f5949",
		"bb4732d520ee8aa7",
		"a4dadd612ba54362",
		"b3baf1b51220665b",
		"2d15cc04b2114aaa",
	]);
});

test("the reading time depends on the number of words or, in scripts without spaces, on the number of characters", () => {
	expect(minutesOf({ html: "" })).toBeUndefined();
	expect(minutesOf({ html: "<p>Short.</p>" })).toBe(1);
	expect(minutesOf({ html: `<p>${"word ".repeat(690)}</p>` })).toBe(3);
	expect(minutesOf({ html: `<p>${"潮".repeat(1000)}</p>` })).toBe(2);
	expect(minutesOf({ html: `<img alt="${"word ".repeat(900)}" src="x"><p>One.</p>` })).toBe(1);
});
