import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Import, importsOf, ROOT, sourceFiles } from "./imports.ts";

/** What each room may import besides itself. Arrows point one way: `docs/architecture.md`. */
const PURE = ["article", "settings", "repositories", "blob-hash", "once"];
const WRITERS = [...PURE, "feed", "renditions", "alarm", "log", "migrations", "secrets", "read-bounded"];
const OBJECTS = ["publisher", "git", "hub", "readership"];
const ROUTES = ["api", "http", "pages", "webhooks"];
const MAY_IMPORT: Record<string, string[]> = {
	article: ["once"],
	settings: ["article", "repositories"],
	repositories: [],
	secrets: [],
	once: [],
	alarm: [],
	log: [],
	version: ["package"],
	migrations: [],
	"read-bounded": [],
	"blob-hash": [],
	feed: PURE,
	renditions: [...PURE, "feed"],
	publisher: WRITERS,
	git: [...WRITERS, "publisher"],
	hub: [...WRITERS, "publisher"],
	readership: [...WRITERS, "publisher", "hub"],
	...Object.fromEntries(ROUTES.map((room) => [room, [...WRITERS, ...OBJECTS, ...ROUTES, "version"]])),
	app: [...WRITERS, ...OBJECTS, ...ROUTES],
	worker: [...WRITERS, ...OBJECTS, ...ROUTES, "app"],
	env: [...OBJECTS, "worker"],
	cli: [...PURE, "feed"],
};

/** The one room of a package; a few serve several. */
const SHARED: Record<string, string[]> = {
	hono: ["app", ...ROUTES],
	zod: ["settings", "repositories", "api", "webhooks", "git", "hub", "cli"],
};

const files = sourceFiles();
const imports = files.flatMap(importsOf);
const packageOf = (of: string) => /^(@[^/]+\/)?[^/]+/.exec(of)?.[0] ?? of;
const isPackage = ({ of, to }: Import) => to === undefined && !/^(node|cloudflare):/.test(of);

test("the imports are found", () => {
	expect(files.length).toBeGreaterThan(40);
	expect(imports.filter(({ to }) => to === "article").length).toBeGreaterThan(20);
	expect(imports.some(({ of }) => of === "cloudflare:workers")).toBe(true);
});

test("every file is in a room that the plan of the house knows", () => {
	for (const { path, room } of files) expect(Object.keys(MAY_IMPORT), path).toContain(room);
});

test("arrows point one way", () => {
	const wrong = imports.filter(({ room, to }) => to !== undefined && to !== room && !MAY_IMPORT[room]?.includes(to));
	expect(wrong.map(({ path, of }) => `${path} → ${of}`)).toEqual([]);
});

test("only the command line knows the disk", () => {
	const wrong = imports.filter(
		({ room, of }) => room !== "cli" && /^node:(fs|path|child_process|os|net|http|https)\b/.test(of),
	);
	expect(wrong.map(({ path, of }) => `${path} → ${of}`)).toEqual([]);
	expect(imports.filter(({ room, of }) => room === "cli" && of.startsWith("cloudflare:"))).toEqual([]);
});

const INNER = ["article", "feed", "renditions"];

test.each(INNER)("%s does no input or output, and reads neither clock nor chance", (room) => {
	const inner = files.filter((file) => file.room === room);
	expect(inner).not.toEqual([]);
	for (const file of inner) {
		const platform = importsOf(file).filter(({ of }) => /^(node|cloudflare):/.test(of));
		expect(platform, file.path).toEqual([]);
		const code = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
		expect(code, file.path).not.toMatch(
			/Date\.now|new Date\(\s*\)|performance\.|Math\.random|\bcrypto\b|\bfetch\(|\bprocess\.|\bsetTimeout\b|\bDate\(\)/,
		);
	}
});

const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
	readFileSync(join(ROOT, "package.json"), "utf8"),
);

test.each(Object.keys(dependencies))("%s is imported in its room and nowhere else", (name) => {
	const rooms = new Set(imports.filter((one) => isPackage(one) && packageOf(one.of) === name).map(({ room }) => room));
	expect([...rooms]).not.toEqual([]);
	const allowed = SHARED[name] ?? [[...rooms][0]];
	expect([...rooms].filter((room) => !allowed.includes(room))).toEqual([]);
});

test("nothing is imported that package.json does not name", () => {
	// Types alone come with the packages that speak of them.
	const strangers = imports.filter((one) => isPackage(one) && !one.isTypeOnly && !(packageOf(one.of) in dependencies));
	expect(strangers.map(({ path, of }) => `${path} → ${of}`)).toEqual([]);
});

test("a file has one subject: at most 210 lines", () => {
	const long = files.filter(({ text }) => text.split("\n").length > 211);
	expect(long.map(({ path }) => path)).toEqual([]);
});

test("no two files of the inner rooms import each other in a circle", () => {
	const targets = new Map<string, string[]>();
	for (const { path, of, to, isTypeOnly } of imports) {
		if (to === undefined || isTypeOnly) continue;
		const target = new URL(of, new URL(path, "file:///")).pathname.slice(1);
		targets.set(path, [...(targets.get(path) ?? []), target]);
	}
	const circles: string[] = [];
	const visit = (path: string, way: string[]) => {
		if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" → "));
		else for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
	};
	for (const { path, room } of files) if (INNER.includes(room)) visit(path, []);
	expect([...new Set(circles)]).toEqual([]);
});
