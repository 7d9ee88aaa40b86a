import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const WORKERS = join(import.meta.dirname, "workers");
const WRANGLER = join(require.resolve("wrangler/package.json"), "../bin/wrangler.js");

export const TOKEN = "bench-token";

/** A workerd that runs the Worker as it would be deployed, and bare Workers beside it, all on one disk. */
export interface Server {
	pid: number;
	/** Where each Worker answers, by its name; without a slash at the end. */
	urls: Record<string, string>;
	output(): string;
	stop(): Promise<void>;
}

/** Builds the Worker as `wrangler deploy` would; gives the file that it is in. */
export function build(folder: string): string {
	wrangle(["--outdir", folder]);
	return join(folder, "worker.js");
}

/** Builds another Worker; gives the file that it is in. */
export function buildOther(folder: string, name: string): string {
	const source = join(WORKERS, `${name}.ts`);
	wrangle([source, "--outdir", folder, "--config", join(WORKERS, "wrangler.toml")]);
	return join(folder, `${name}.js`);
}

function wrangle(args: string[]): void {
	execFileSync(process.execPath, [WRANGLER, "deploy", "--dry-run", ...args], {
		cwd: ROOT,
		stdio: "pipe",
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
	});
}

/**
 * @param folder for its configuration and its state; what is there already is there again
 * @param worker the file with the Worker
 * @param others the files of further Workers, by their names
 */
export async function serve(folder: string, worker: string, others: Record<string, string> = {}): Promise<Server> {
	for (const part of ["kv", "objects"]) mkdirSync(join(folder, part), { recursive: true });
	const files = { newsstand: worker, kv: join(WORKERS, "kv.js"), sink: join(WORKERS, "sink.js"), ...others };
	for (const [name, file] of Object.entries(files)) cpSync(file, join(folder, `${name}.js`));
	const names = ["newsstand", ...Object.keys(others)];
	const ports = await Promise.all(names.map(freePort));
	const urls = Object.fromEntries(names.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]));
	writeFileSync(join(folder, "bench.capnp"), configOf(folder, urls, Object.keys(others)));
	const child = spawn(require("workerd").default, ["serve", join(folder, "bench.capnp"), "--experimental"], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output = (output + text).slice(-20_000);
		});
	}
	await answering(child, `${urls["newsstand"]}/health`, () => output);
	return { pid: child.pid ?? 0, urls, output: () => output, stop: () => ended(child) };
}

function configOf(folder: string, urls: Record<string, string>, others: string[]): string {
	const toml = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
	const date = /compatibility_date = "(.+)"/.exec(toml)?.[1];
	const classes = [...toml.matchAll(/^name = "(\w+)"\nclass_name = "(\w+)"/gm)].map(([, name, type]) => ({
		name,
		type,
	}));
	const queues = [...toml.matchAll(/^\[\[queues\.producers\]\]\nbinding = "(\w+)"/gm)].map(([, name]) => name);
	const vars = { SITE_URL: urls["newsstand"], SITE_TITLE: "Bench", SITE_DESCRIPTION: "Figures.", PUBLISH_TOKEN: TOKEN };
	const bindings = [
		'(name = "KV", kvNamespace = "kv")',
		...classes.map(({ name, type }) => `(name = "${name}", durableObjectNamespace = "${type}")`),
		...queues.map((name) => `(name = "${name}", queue = "sink")`),
		...Object.entries(vars).map(([name, text]) => `(name = "${name}", text = "${text}")`),
	];
	const objects = classes.map(({ type }) => `(className = "${type}", uniqueKey = "${type}", enableSql = true)`);
	const head = `compatibilityDate = "${date}"`;
	const other = (name: string) =>
		`(name = "${name}", worker = (${head}, modules = [(name = "${name}.js", esModule = embed "${name}.js")], bindings = [(name = "KV", kvNamespace = "kv")]))`;
	const socket = ([name, url]: [string, string]) =>
		`(name = "${name}", address = "${new URL(url).host}", http = (), service = "${name}")`;
	return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
	services = [
		(name = "newsstand", worker = (${head},
			modules = [(name = "newsstand.js", esModule = embed "newsstand.js")],
			bindings = [${bindings.join(", ")}],
			durableObjectNamespaces = [${objects.join(", ")}],
			durableObjectStorage = (localDisk = "objects"))),
		(name = "kv", worker = (${head}, modules = [(name = "kv.js", esModule = embed "kv.js")],
			bindings = [(name = "DISK", service = "kv-disk")])),
		(name = "sink", worker = (${head}, modules = [(name = "sink.js", esModule = embed "sink.js")])),
		(name = "kv-disk", disk = (path = "${folder}/kv", writable = true)),
		(name = "objects", disk = (path = "${folder}/objects", writable = true)),
		${others.map(other).join(",\n\t\t")}
	],
	sockets = [${Object.entries(urls).map(socket).join(", ")}]
);
`;
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
		});
	});
}

async function answering(child: ChildProcess, url: string, output: () => string): Promise<void> {
	const deadline = Date.now() + 30_000;
	for (;;) {
		if (child.exitCode !== null) throw new Error(`workerd ended:\n${output()}`);
		const isUp = await fetch(url).then(
			({ ok }) => ok,
			() => false,
		);
		if (isUp) return;
		if (Date.now() > deadline) throw new Error(`workerd does not answer:\n${output()}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

function ended(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.once("close", () => resolve());
		child.kill("SIGTERM");
	});
}
