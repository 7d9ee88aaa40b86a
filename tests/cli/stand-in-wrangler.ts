import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "./temporary-folder.ts";

/** What Cloudflare has of an account. */
export interface Cloud {
	loggedIn: boolean;
	accounts: { id: string; name: string }[];
	queues: string[];
	namespaces: { id: string; title: string }[];
	/** Null: not deployed yet. */
	worker: { secrets: string[]; siteUrl: string } | null;
	/** What a deployment says where the Worker answers. */
	targets: string[];
	/** The `SITE_URL` of each deployment. */
	deployed: string[];
	/** Commands that fail, by how they begin, with what is said then. */
	refuses: Record<string, [string, ...string[]]>;
}

const EMPTY: Cloud = {
	loggedIn: true,
	accounts: [{ id: "a1", name: "Acme" }],
	queues: [],
	namespaces: [],
	worker: null,
	targets: ["https://newsstand.acme.workers.dev", "schedule: 17 * * * *", "Producer for newsstand-deliveries"],
	deployed: [],
	refuses: {},
};

const ROOT = join(import.meta.dirname, "../..");

/** A project with our `wrangler.toml`, and a wrangler that has only this account. */
export async function projectWith(cloud: Partial<Cloud>, edit = (config: string) => config) {
	const root = await temporaryFolder({
		"package.json": "{}",
		"wrangler.toml": edit(await readFile(join(ROOT, "wrangler.toml"), "utf8")),
		"node_modules/wrangler/package.json": "{}",
		"cloud.json": JSON.stringify({ ...EMPTY, ...cloud }),
		"calls.ndjson": "",
	});
	await mkdir(join(root, "node_modules/wrangler/bin"));
	const program = pathToFileURL(join(import.meta.dirname, "wrangler-program.ts")).href;
	await writeFile(join(root, "node_modules/wrangler/bin/wrangler.js"), `import(${JSON.stringify(program)});\n`);
	const read = (path: string) => readFile(join(root, path), "utf8");
	return {
		root,
		read,
		/** How the account is now. */
		cloud: async (): Promise<Cloud> => JSON.parse(await read("cloud.json")),
		change: async (over: Partial<Cloud>): Promise<void> => {
			await writeFile(join(root, "cloud.json"), JSON.stringify({ ...JSON.parse(await read("cloud.json")), ...over }));
		},
		/** What wrangler was called with since it was asked last. */
		calls: async (): Promise<{ command: string; input: string }[]> => {
			const lines = (await read("calls.ndjson")).split("\n").filter((line) => line !== "");
			await writeFile(join(root, "calls.ndjson"), "");
			return lines.map((line) => JSON.parse(line));
		},
	};
}
