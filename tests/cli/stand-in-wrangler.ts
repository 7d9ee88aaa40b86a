import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Outcome } from "../../src/cli/wrangler/run.ts";

/** The state of a Cloudflare account. */
export interface Cloud {
	loggedIn: boolean;
	accounts: { id: string; name: string }[];
	queues: string[];
	namespaces: { id: string; title: string }[];
	/** Null if the Worker is not deployed yet. */
	worker: { secrets: string[]; siteUrl: string } | null;
	/** The Worker's addresses in the output of a deployment. */
	targets: string[];
	/** The `SITE_URL` of each deployment. */
	deployed: string[];
	/** The errors of commands that fail, keyed by the start of the command. */
	refuses: Record<string, [string, ...string[]]>;
}

/**
 * Stands in for wrangler 4.156, which needs a Cloudflare account. It prints the same output as wrangler, records each
 * call, and saves the account's state to `cloud.json`.
 *
 * @param notes the file to which `deploy` writes the Worker's address
 */
export async function runCommand(root: string, args: string[], input: string, notes = ""): Promise<Outcome> {
	const command = args.join(" ");
	await appendFile(join(root, "calls.ndjson"), `${JSON.stringify({ command, input })}\n`);
	const file = join(root, "cloud.json");
	const before = await readFile(file, "utf8");
	const cloud: Cloud = JSON.parse(before);
	const config = await readFile(join(root, "wrangler.toml"), "utf8");
	try {
		const refusal = Object.entries(cloud.refuses).find(([beginning]) => command.startsWith(beginning));
		if (refusal !== undefined) throw new Failure(...refusal[1]);
		const answer = answerOf(cloud, config, args, input);
		if (args[0] === "deploy") await writeFile(notes, deploymentNotes(cloud));
		// Several processes may read this file at the same time, so write it only after a change.
		if (JSON.stringify(cloud) !== before) await writeFile(file, JSON.stringify(cloud));
		const isLoggedOut = command === "whoami --json" && !cloud.loggedIn;
		return { code: isLoggedOut ? 1 : 0, stdout: `${answer}\n`, stderr: "" };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { code: 1, stdout: "", stderr: error.shown() };
	}
}

/** An error from wrangler. */
class Failure extends Error {
	readonly #notes: string[];

	constructor(message: string, ...notes: string[]) {
		super(message);
		this.#notes = notes;
	}

	/** Returns the error in wrangler's format. */
	shown(): string {
		const heading = `\x1b[31m✘ \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1m${this.message}\x1b[0m\n\n`;
		const notes = this.#notes.map((note) => `  ${note}\n`).join("");
		return `${heading}${notes}\n\n🪵  Logs were written to "/nowhere/wrangler.log"\n`;
	}
}

function answerOf(cloud: Cloud, config: string, args: string[], input: string): string {
	const [first, second, third = "", fourth] = args;
	const worker = (): NonNullable<Cloud["worker"]> => {
		if (cloud.worker !== null) return cloud.worker;
		const note = "If this is a new Worker, run `wrangler deploy` first to create it.";
		throw new Failure('Worker "newsstand" not found.', note);
	};
	switch (`${first} ${second ?? ""}`.trim()) {
		case "whoami --json":
			if (!cloud.loggedIn) return '{"loggedIn":false}';
			return JSON.stringify({
				loggedIn: true,
				authType: "OAuth Token",
				email: "anna@example.org",
				accounts: cloud.accounts,
			});
		case "secret list":
			return JSON.stringify(worker().secrets.map((name) => ({ name, type: "secret_text" })));
		case "queues info":
			if (!cloud.queues.includes(third))
				throw new Failure(`Queue "${third}" does not exist. To create it, run: wrangler queues create ${third}`);
			return `Queue Name: ${third}`;
		case "queues create":
			cloud.queues.push(third);
			return `🌀 Creating queue '${third}'\n✅ Created queue '${third}'`;
		case "queues delete":
			if (!cloud.queues.includes(third)) throw new Failure(`Queue "${third}" does not exist.`);
			cloud.queues = cloud.queues.filter((name) => name !== third);
			return `Deleted queue ${third}.`;
		case "delete --name":
			cloud.worker = null;
			return `Successfully deleted ${third}`;
		case "kv namespace":
			if (third === "delete") {
				const isMeant = ({ id, title }: { id: string; title: string }) => title === fourth || args.includes(id);
				if (!cloud.namespaces.some(isMeant)) throw new Failure(`No namespace with title "${fourth}" was found.`);
				cloud.namespaces = cloud.namespaces.filter((one) => !isMeant(one));
				return "Deleted";
			}
			return JSON.stringify(cloud.namespaces);
		case "deployments status":
			return JSON.stringify({ id: "d", versions: worker() && [{ version_id: "v", percentage: 100 }] });
		case "versions view": {
			const bindings = [
				{ type: "secret_text", name: "A" },
				{ type: "plain_text", name: "SITE_URL", text: worker().siteUrl },
			];
			return JSON.stringify({ id: fourth, resources: { bindings } });
		}
		case "secret bulk":
			worker().secrets.push(...Object.keys(JSON.parse(input)));
			return "✨ Successfully created secrets";
		case "deploy": {
			const title = "newsstand-kv";
			if (cloud.worker === null && !/^id = /m.test(config)) {
				const isThere = cloud.namespaces.some((one) => one.title === title);
				const note = "a namespace with this title already exists [code: 10014]";
				if (isThere) throw new Failure("A request to the Cloudflare API failed.", note);
				cloud.namespaces.push({ id: "0123", title });
			}
			const siteUrl = /^SITE_URL = "(.*)"/m.exec(config)?.[1] ?? "";
			cloud.worker = { secrets: cloud.worker?.secrets ?? [], siteUrl };
			cloud.deployed.push(siteUrl);
			return "Deployed newsstand triggers";
		}
		default:
			throw new Failure(`Unknown argument: ${args.join(" ")}`);
	}
}

function deploymentNotes({ targets }: Cloud): string {
	const lines = [
		{ type: "wrangler-session", version: 1 },
		{ type: "deploy", version: 1, targets },
	];
	return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
