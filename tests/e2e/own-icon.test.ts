import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageSize } from "image-size";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configElsewhere, freePort, node, type Program, printed, scratch, stop, until } from "./program.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const ROOT = join(import.meta.dirname, "../..");
const SVG =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="#c00"/></svg>';

/** A separate project with an icon and a logo in its content folder. */
const project = scratch();
let program: Program;

beforeAll(async () => {
	const identity = 'SITE_ICON = "images/icon.svg"\nSITE_LOGO = "images/logo.svg"\nSITE_ACCENT = "blueish"\n';
	writeFileSync(
		join(project.path, "wrangler.toml"),
		configElsewhere().replace(/^SITE_URL = .*$/m, `SITE_URL = "${SITE}"\n${identity}`),
	);
	writeFileSync(join(project.path, "package.json"), "{}");
	symlinkSync(join(ROOT, "node_modules"), join(project.path, "node_modules"));
	mkdirSync(join(project.path, "content/images"), { recursive: true });
	writeFileSync(join(project.path, "content/tide.md"), "---\ntitle: Tide\ndate: 2026-05-04\n---\nText.\n");
	for (const name of ["icon", "logo"]) writeFileSync(join(project.path, `content/images/${name}.svg`), SVG);
	program = node("tests/e2e/start-in.ts", project.path, "--port", String(PORT));
	await printed(program, /^Ready: /m);
});
afterAll(async () => {
	await stop(program, PORT);
	project.remove();
});

test("an invalid colour causes a warning at start, and the site works without the colour", async () => {
	expect(program.output()).toMatch(/SITE_ACCENT is not a colour/);
	expect((await fetch(SITE)).status).toBe(200);
});

test("the icon in the content folder is served as SVG and as PNG in every size", async () => {
	await until(async () => (await (await fetch(`${SITE}/icon.svg`)).text()).includes("circle"));
	for (const [path, size] of [
		["/favicon.ico", 32],
		["/icon-64.png", 64],
		["/icon-144.png", 144],
		["/apple-touch-icon.png", 180],
		["/icon-512.png", 512],
	] as const) {
		const response = await fetch(SITE + path);
		expect(response.headers.get("Content-Type"), path).toBe("image/png");
		const bytes = new Uint8Array(await response.arrayBuffer());
		expect(imageSize(bytes), path).toMatchObject({ width: size, height: size, type: "png" });
	}
	expect(await (await fetch(`${SITE}/logo`)).text()).toBe(SVG);
	expect(await (await fetch(SITE)).text()).toContain('<img class="logo" src="/logo" alt="" height="32"/>');
});

test("a changed icon is published while the program runs", async () => {
	const path = join(project.path, "content/images/icon.svg");
	writeFileSync(path, readFileSync(path, "utf8").replace("#c00", "#00c"));
	await until(async () => (await (await fetch(`${SITE}/icon.svg`)).text()).includes("#00c"));
});
