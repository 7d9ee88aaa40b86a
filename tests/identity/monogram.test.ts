import { imageSize } from "image-size";
import { describe, expect, test } from "vitest";
import { monogramOf, monogramPng, monogramSvg } from "../../src/identity/monogram.ts";
import { icoOf } from "../../src/identity/png.ts";

/** Returns the pixels of a PNG made by the site, as palette indices without the filter bytes. */
async function pixelsOf(png: Uint8Array, size: number): Promise<Uint8Array[]> {
	const view = new DataView(png.buffer);
	let at = 8;
	while (String.fromCharCode(...png.subarray(at + 4, at + 8)) !== "IDAT") at += view.getUint32(at) + 12;
	const data = png.slice(at + 8, at + 8 + view.getUint32(at));
	const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
	const rows = new Uint8Array(await new Response(stream).arrayBuffer());
	return Array.from({ length: size }, (_, row) => rows.subarray(row * (size + 1) + 1, (row + 1) * (size + 1)));
}

test.each([32, 64, 144, 180, 192, 512])("is a PNG with a side of %i pixels", async (size) => {
	const png = await monogramPng(monogramOf("The Gazette"), size);
	expect(imageSize(png)).toMatchObject({ width: size, height: size, type: "png" });
	const pixels = await pixelsOf(png, size);
	// The letter is in the middle, so all pixels at the edges have the background colour.
	for (const edge of [pixels[0], pixels.at(-1)]) expect(new Set(edge)).toEqual(new Set([0]));
	const inked = pixels.flatMap((row) => [...row]).filter((shade) => shade === 255).length;
	expect(inked / size ** 2).toBeGreaterThan(0.05);
	expect(inked / size ** 2).toBeLessThan(0.4);
});

describe("every letter and digit", () => {
	const all = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];

	test("has a drawing of its own, in the middle of the icon", async () => {
		const drawings = new Set(all.map((letter) => monogramOf(letter).path));
		expect(drawings.size).toBe(all.length);
		for (const letter of all) {
			const rows = await pixelsOf(await monogramPng(monogramOf(letter), 64), 64);
			const columns = [...new Array(64).keys()].filter((column) => rows.some((row) => (row[column] ?? 0) > 127));
			const lines = [...rows.keys()].filter((row) => rows[row]?.some((shade) => shade > 127));
			for (const inked of [columns, lines]) {
				const [first = 0, last = 0] = [inked[0], inked.at(-1)];
				expect(Math.abs(first - (63 - last)), letter).toBeLessThanOrEqual(3);
			}
		}
	});
});

test.each([
	["Élan", "E"],
	["  “zeit” ", "Z"],
	["4 Corners", "4"],
	["ﬁeld", "F"],
])("the monogram of %s is %s", (title, letter) => {
	expect(monogramOf(title).path).toBe(monogramOf(letter).path);
});

test("names in other scripts and names without letters get a newspaper instead of a letter", () => {
	const { path } = monogramOf("المرفأ");
	for (const title of ["海港", "!", ""]) expect(monogramOf(title).path).toBe(path);
	expect(path).not.toBe(monogramOf("A").path);
});

test("the SVG has the same drawing and colours as the PNG", () => {
	const monogram = monogramOf("News", "#ffee00");
	const svg = monogramSvg(monogram);
	expect(svg).toContain(`d="${monogram.path}"`);
	expect(svg).toContain('fill="#ffee00"');
	expect(svg).toContain('stroke="#000000"');
});

test("the ICO contains the PNG unchanged", async () => {
	const png = await monogramPng(monogramOf("News"), 32);
	const ico = icoOf(png, 32);
	expect(imageSize(ico)).toMatchObject({ width: 32, height: 32, type: "ico" });
	expect(ico.subarray(22)).toEqual(png);
});
