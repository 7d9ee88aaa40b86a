import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SECRETS } from "../e2e/webhook-sender.ts";

export const TOKEN = "bench-token";

/** The `SITE_URL`, regardless of the actual port. If it changed, the site would render everything again. */
export const SITE = "http://localhost:8787";

/**
 * Writes the configuration of workerd (`workerd.capnp`) with the Worker's bindings from `wrangler.toml`: Durable
 * Objects and Workers KV on disk, and the queue in memory.
 *
 * @param folder the folder for the Worker's modules and state
 * @param others the names of other Workers, which share the same KV
 * @param texts the files that the Worker imports as text
 * @param hostOf returns the address of each Worker, `127.0.0.1:<port>`
 */
export function configOf(
	folder: string,
	others: readonly string[],
	texts: readonly string[],
	hostOf: (name: string) => string,
): string {
	const toml = readFileSync(join(import.meta.dirname, "../../wrangler.toml"), "utf8");
	const head = `compatibilityDate = "${/compatibility_date = "(.+)"/.exec(toml)?.[1]}"`;
	const flags = 'compatibilityFlags = ["service_binding_extra_handlers"]';
	const classes = [...toml.matchAll(/^name = "(\w+)"\nclass_name = "(\w+)"/gm)].map(([, name, type]) => ({
		name,
		type,
	}));
	const queues = [...toml.matchAll(/^\[\[queues\.producers\]\]\nbinding = "(\w+)"/gm)].map(([, name]) => name);
	const vars = {
		...{ SITE_URL: SITE, SITE_TITLE: "Bench", SITE_DESCRIPTION: "Figures." },
		...{ PUBLISH_TOKEN: TOKEN, WEBSUB_DELAY: "0", ARTICLES_WEBHOOK_SECRET: SECRETS.ARTICLES_WEBHOOK_SECRET },
	};
	const bindings = [
		'(name = "KV", kvNamespace = "kv")',
		...classes.map(({ name, type }) => `(name = "${name}", durableObjectNamespace = "${type}")`),
		...queues.map((name) => `(name = "${name}", queue = "queue")`),
		...Object.entries(vars).map(([name, text]) => `(name = "${name}", text = "${text}")`),
	];
	const objects = classes.map(({ type }) => `(className = "${type}", uniqueKey = "${type}", enableSql = true)`);
	const modules = texts.map((text) => `, (name = "${text}", text = embed "${text}")`).join("");
	const worker = (name: string, has: string, more = "", also = "") =>
		`(name = "${name}", worker = (${head}, modules = [(name = "${name}.js", esModule = embed "${name}.js")${also}], bindings = [${has}]${more}))`;
	const socket = (name: string) => `(name = "${name}", address = "${hostOf(name)}", http = (), service = "${name}")`;
	return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
	services = [
		${worker("newsstand", bindings.join(", "), `, durableObjectNamespaces = [${objects.join(", ")}], durableObjectStorage = (localDisk = "objects")`, modules)},
		${worker("kv", '(name = "DISK", service = "kv-disk")')},
		${worker("queue", '(name = "CONSUMER", service = "newsstand")', `, ${flags}`)},
		(name = "internet", network = (allow = ["public", "local"])),
		(name = "kv-disk", disk = (path = "${folder}/kv", writable = true)),
		(name = "objects", disk = (path = "${folder}/objects", writable = true)),
		${others.map((name) => worker(name, '(name = "KV", kvNamespace = "kv")')).join(",\n\t\t")}
	],
	sockets = [${["newsstand", ...others].map(socket).join(", ")}]
);
`;
}
