import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { type Import, importsOf, ROOT, sourceFiles } from "./imports.ts";

/**
 * The rooms in order. Each room may import the rooms before it. `docs/architecture.md` describes the rooms. Durable
 * Objects depend on each other only in this order, and rooms before `http` do not deal with requests.
 */
const ORDER = [
	...[
		"once",
		"json",
		"git-hash",
		"digest",
		"version",
		"secrets",
		"read-body",
		"log",
		"durable-object",
		"lazy-object",
		"remote-objects",
		"loopback",
		"setting-fault",
		"repositories",
		"budget",
		"library-stubs",
		"words",
	],
	...[
		"article",
		"required-settings",
		"identity",
		"settings",
		"feed",
		"renditions",
		"components",
		"media",
		"publisher",
		"hub",
		"readership",
	],
	...["http", "git", "routes", "api", "webhooks", "app", "respond", "durable-objects", "worker"],
];

/** Pure rooms must not import impure ones, which deal with logs and stored state, even though the order allows it. */
const PURE = ["words", "identity", "article", "feed", "renditions", "components"];
const IMPURE = ["log", "durable-object", "secrets", "read-body"];

/** The schemas of the API's responses, the only file of the API that the command line may import. */
const API_SHAPES = "src/api/schemas.ts";
/** The only file outside the command line's rooms that these schemas may import. */
const JOB_STATES = "src/git/job.ts";

function mayImport(room: string, to: string): boolean {
	if (room === "env") return true;
	// The command line parses articles as the Worker does, and shares the API's schemas. It must not import anything else
	// from the Worker.
	if (room === "cli")
		return [
			...["article", "feed", "media", "identity", "settings", "repositories", "loopback", "git-hash", "once", "json"],
		].includes(to);
	if (room === "version") return to === "package";
	if (PURE.includes(room) && IMPURE.includes(to)) return false;
	return ORDER.includes(to) && ORDER.indexOf(to) < ORDER.indexOf(room);
}

const isOfApiShapes = (one: Import) => one.room === "cli" && targetOf(one) === API_SHAPES;
const targetOf = ({ path, of }: Import) => posix.join(posix.dirname(path), of);

/** Packages that several rooms may import. Any other package belongs to a single room. */
const SHARED: Record<string, string[]> = {
	hono: ["app", "components", "http", "routes", "api", "webhooks"],
	"smol-toml": ["article", "cli"],
	zod: ["api", "webhooks", "git", "hub", "cli"],
};

const files = sourceFiles();
const imports = files.flatMap(importsOf);
const packageOf = (of: string) => /^(@[^/]+\/)?[^/]+/.exec(of)?.[0] ?? of;
const isPackage = ({ of, to }: Import) => to === undefined && !/^(node|cloudflare):/.test(of);

test("imports between rooms are found", () => {
	expect(files.length).toBeGreaterThan(40);
	expect(imports.filter(({ to }) => to === "article").length).toBeGreaterThan(20);
	expect(imports.some(({ of }) => of === "cloudflare:workers")).toBe(true);
});

test("every file is in a known room", () => {
	for (const { path, room } of files) expect([...ORDER, "cli", "env"], path).toContain(room);
});

test("rooms import only rooms that they may import", () => {
	const wrong = imports.filter(
		(one) => one.to !== undefined && one.to !== one.room && !mayImport(one.room, one.to) && !isOfApiShapes(one),
	);
	expect(wrong.map(({ path, of }) => `${path} → ${of}`)).toEqual([]);
});

test("only the CLI uses the file system", () => {
	const wrong = imports.filter(
		({ room, of }) => room !== "cli" && /^node:(fs|path|child_process|os|net|http|https)\b/.test(of),
	);
	expect(wrong.map(({ path, of }) => `${path} → ${of}`)).toEqual([]);
	expect(imports.filter(({ room, of }) => room === "cli" && of.startsWith("cloudflare:"))).toEqual([]);
});

test("the API's schemas import nothing from the Worker except the states of jobs, not even types", () => {
	const foreign = imports
		.filter(({ path, to }) => [API_SHAPES, JOB_STATES].includes(path) && to !== undefined && !mayImport("cli", to))
		.map((one) => targetOf(one));
	expect(foreign).toEqual([JOB_STATES]);
});

const INNER = PURE;

test.each(INNER)("%s does no input or output, and uses neither the clock nor random numbers", (room) => {
	// JavaScript files run in browsers, so they are exempt.
	const inner = files.filter((file) => file.room === room && !file.path.endsWith(".js"));
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

const manifest: Record<
	"dependencies" | "devDependencies" | "optionalDependencies",
	Record<string, string>
> = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

test("the npm package depends only on wrangler, because everything else is bundled", () => {
	expect(Object.keys(manifest.dependencies)).toEqual(["wrangler"]);
});

const packages = new Set(imports.filter((one) => isPackage(one) && !one.isTypeOnly).map(({ of }) => packageOf(of)));

test.each([...packages])("%s is imported only in its room", (name) => {
	const rooms = new Set(imports.filter((one) => isPackage(one) && packageOf(one.of) === name).map(({ room }) => room));
	const allowed = SHARED[name] ?? [[...rooms][0]];
	expect([...rooms].filter((room) => !allowed.includes(room))).toEqual([]);
});

test("every imported package is in package.json", () => {
	// Packages imported only for their types are installed with the packages that use them.
	const known = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
	expect([...packages].filter((name) => !(name in known))).toEqual([]);
});

test("a file has at most 400 lines", () => {
	const long = files.filter(({ text }) => text.split("\n").length > 401);
	expect(long.map(({ path }) => path)).toEqual([]);
});

test("there are no import cycles, not even of types", () => {
	const targets = new Map<string, string[]>();
	for (const { path, of, to } of imports) {
		if (to === undefined || path === "src/env.d.ts" || path === "src/worker.ts") continue;
		targets.set(path, [...(targets.get(path) ?? []), posix.join(posix.dirname(path), of)]);
	}
	const circles: string[] = [];
	const finished = new Set<string>();
	const visit = (path: string, way: string[]) => {
		if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" → "));
		if (way.includes(path) || finished.has(path)) return;
		for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
		finished.add(path);
	};
	for (const { path } of files) visit(path, []);
	expect(circles).toEqual([]);
});
