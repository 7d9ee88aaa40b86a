import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { configOf } from "./server-config.ts";

const require = createRequire(import.meta.url);
const WORKERS = join(import.meta.dirname, "workers");

/** A workerd process that runs the Worker as it is deployed, and bare Workers for comparison. */
export interface Server {
	pid: number;
	/** The Worker's address, without a trailing slash. */
	url: string;
	/** The addresses of the other Workers, keyed by name. */
	others: Record<string, string>;
	/** The address of V8's inspector, if enabled: `127.0.0.1:<port>` */
	inspector: string;
	output(): string;
	stop(): Promise<void>;
}

/**
 * @param folder the folder for configuration and state; existing state is used
 * @param worker the Worker's file
 * @param others the files of other Workers, keyed by name
 * @param options whether to enable V8's inspector; the path to request until the Worker responds
 */
export async function serve(
	folder: string,
	worker: string,
	others: Record<string, string> = {},
	{ isInspected = false, path = "/health" } = {},
): Promise<Server> {
	for (const part of ["kv", "objects"]) mkdirSync(join(folder, part), { recursive: true });
	const files = { newsstand: worker, kv: join(WORKERS, "kv.js"), queue: join(WORKERS, "queue.js"), ...others };
	for (const [name, file] of Object.entries(files)) cpSync(file, join(folder, `${name}.js`));
	// Wrangler names imported text files after their hashes.
	const texts = readdirSync(dirname(worker)).filter((name) => /^[0-9a-f]{40}-/.test(name));
	for (const text of texts) cpSync(join(dirname(worker), text), join(folder, text));
	const names = ["newsstand", ...Object.keys(others), "inspector"];
	const hosts = new Map(await Promise.all(names.map(async (name) => [name, `127.0.0.1:${await freePort()}`] as const)));
	const at = (name: string) => hosts.get(name) ?? "";
	writeFileSync(join(folder, "bench.capnp"), configOf(folder, Object.keys(others), texts, at));
	const options = ["--experimental", ...(isInspected ? [`--inspector-addr=${at("inspector")}`] : [])];
	const child = spawn(require("workerd").default, ["serve", join(folder, "bench.capnp"), ...options], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output = (output + text).slice(-2000);
		});
	}
	const stop = () => ended(child);
	try {
		await answering(child, `http://${at("newsstand")}${path}`, () => output);
	} catch (error) {
		await stop();
		throw error;
	}
	const urls = Object.fromEntries(Object.keys(others).map((name) => [name, `http://${at(name)}`]));
	const [url, inspector] = [`http://${at("newsstand")}`, at("inspector")];
	return { pid: child.pid ?? 0, url, others: urls, inspector, output: () => output, stop };
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
		if (child.exitCode !== null) throw new Error(`workerd has exited:\n${output()}`);
		const isUp = await fetch(url).then(
			({ status }) => status < 500,
			() => false,
		);
		if (isUp) return;
		if (Date.now() > deadline) throw new Error(`workerd does not respond:\n${output()}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null) return Promise.resolve();
	return new Promise((resolve) => {
		child.once("close", () => resolve());
		child.kill("SIGTERM");
	});
}
