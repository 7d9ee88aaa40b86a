import { readFileSync } from "node:fs";
import { imageSize } from "image-size";
import { expect, test } from "vitest";
import { scanFiles } from "../../../src/cli/files/scan.ts";
import { createIconMaker, sitePictureProblems } from "../../../src/cli/files/site-pictures.ts";
import { ICON_SIZES, madeIconPath } from "../../../src/identity/icons.ts";
import { monogramOf, monogramPng } from "../../../src/identity/monogram.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const SVG =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="#c00"/></svg>';

async function scanOf(files: Record<string, string | Uint8Array>) {
	return scanFiles([{ directory: await temporaryFolder(files), prefix: "" }]);
}

test.each([
	["an SVG", "images/icon.svg", async () => SVG],
	["a large PNG", "icon.png", () => monogramPng(monogramOf("News"), 512)],
])("%s is converted to a PNG in every size", async (_, path, content) => {
	const scan = await scanOf({ [path]: await content() });
	const { files, problems } = await createIconMaker({ icon: path })(scan);
	expect(problems).toEqual([]);
	expect(files.map((file) => file.path)).toEqual([path, ...ICON_SIZES.map((size) => madeIconPath(path, size))].sort());
	for (const size of ICON_SIZES) {
		const made = files.find((file) => file.path === madeIconPath(path, size));
		const bytes = readFileSync(made?.file ?? "");
		expect(imageSize(bytes)).toMatchObject({ width: size, height: size, type: "png" });
		expect(made?.size).toBe(bytes.byteLength);
	}
});

test("icons are recreated only when the picture changes", async () => {
	const scan = await scanOf({ "icon.svg": SVG });
	const make = createIconMaker({ icon: "icon.svg" });
	const stamps = ({ files }: typeof scan) => files.map(({ stamp }) => stamp);
	const first = stamps(await make(scan));
	expect(stamps(await make(scan))).toEqual(first);
	const changed = { ...scan, files: scan.files.map((file) => ({ ...file, stamp: "another" })) };
	expect(stamps(await make(changed)).slice(1)).not.toEqual(first.slice(1));
});

test.each([undefined, "https://cdn.example/icon.svg"])("no icons are created if SITE_ICON is %s", async (icon) => {
	const scan = await scanOf({ "icon.svg": SVG });
	expect(await createIconMaker({ icon })(scan)).toEqual(scan);
});

test.each([
	["is missing", {}, "SITE_ICON: icon.png is not in the content folder."],
	["is not a picture", { "icon.png": "words" }, "SITE_ICON: icon.png is not a picture."],
	["is not square", { "icon.png": SVG.replace("0 0 20 20", "0 0 40 20") }, /is not square: it is 40 × 20 pixels\.$/],
])("an icon that %s causes a warning in check and publish", async (_, files, message) => {
	const scan = await scanOf(files);
	const expected = { severity: "warning", path: "wrangler.toml", message: expect.stringMatching(message) };
	expect(await sitePictureProblems(scan, { icon: "icon.png", logo: undefined })).toMatchObject([expected]);
	expect((await createIconMaker({ icon: "icon.png" })(scan)).problems[0]).toMatchObject(expected);
});

test("publish also warns about a missing logo", async () => {
	const { files, problems } = await createIconMaker({ logo: "logo.svg" })(await scanOf({ "tide.png": SVG }));
	expect(files.map(({ path }) => path)).toEqual(["tide.png"]);
	expect(problems).toMatchObject([{ message: "SITE_LOGO: logo.svg is not in the content folder." }]);
});

test("an icon that is too small causes a warning", async () => {
	const scan = await scanOf({ "icon.png": await monogramPng(monogramOf("News"), 64) });
	expect(await sitePictureProblems(scan, { icon: "icon.png" })).toMatchObject([
		{ message: "SITE_ICON: icon.png is only 64 × 64 pixels." },
	]);
});
