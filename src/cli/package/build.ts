/**
 * Builds the contents of the npm package in `dist/`: the Worker and the command line as JavaScript. Node won't run
 * TypeScript inside `node_modules`, and with a bundle, sites do not have to install our dependencies. `npm pack` runs
 * this script.
 */
import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

const ROOT = join(import.meta.dirname, "../../..");

/** Imports stylesheets and the pages' scripts as text, as `[[rules]]` in `wrangler.toml` does. */
const texts: Plugin = {
	name: "texts",
	setup({ onLoad }) {
		onLoad({ filter: /\.css$|[/\\]src[/\\]components[/\\][\w-]+\.js$/ }, ({ path }) => ({
			contents: readFileSync(path, "utf8"),
			loader: "text",
		}));
	},
};

const COMMON: BuildOptions = {
	absWorkingDir: ROOT,
	bundle: true,
	format: "esm",
	minify: true,
	legalComments: "linked",
	logLevel: "warning",
};

const stub = join(ROOT, "src/library-stubs.ts");

/** Bundles the Worker as wrangler would with `wrangler.toml`. */
const worker: BuildOptions = {
	...COMMON,
	entryPoints: ["src/worker.ts"],
	outdir: "dist",
	target: "es2024",
	conditions: ["workerd", "worker", "browser"],
	external: ["cloudflare:*", "node:*"],
	alias: Object.fromEntries(["linkify-it", "uc.micro", "mdurl", "punycode.js", "sax"].map((name) => [name, stub])),
	plugins: [texts],
};

/**
 * The command line. Wrangler is not bundled, but remains a dependency, because the runtime and sharp are installed
 * along with it.
 */
const cli: BuildOptions = {
	...COMMON,
	entryPoints: ["src/cli/newsstand.ts", "src/cli/local/parent-watchdog.ts"],
	outdir: "dist/cli",
	entryNames: "[name]",
	splitting: true,
	platform: "node",
	target: "node22",
	external: ["wrangler", "sharp"],
	banner: {
		// Some bundled packages are CommonJS and require Node's built-in modules.
		js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
	},
};

/** The Worker's types, for sites that wrap the Worker in their own `main`. */
const TYPES = `import type { DurableObject } from "cloudflare:workers";

declare const worker: Required<Pick<ExportedHandler, "fetch" | "queue" | "scheduled">>;
export default worker;
export declare class Publisher extends DurableObject {}
export declare class Reconciler extends DurableObject {}
export declare class Hub extends DurableObject {}
export declare class Readership extends DurableObject {}
`;

await rm(join(ROOT, "dist"), { recursive: true, force: true });
await Promise.all([build(worker), build(cli)]);
await writeFile(join(ROOT, "dist/worker.d.ts"), TYPES);
