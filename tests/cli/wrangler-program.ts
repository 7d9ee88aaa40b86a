/**
 * Stands in for wrangler, which is a program of others and needs an account: answers as it does (4.156), remembers in
 * `cloud.json` beside it what was made, and notes each call. Run by `stand-in-wrangler.ts`.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import type { Cloud } from "./stand-in-wrangler.ts";

const root = process.cwd();
const file = join(root, "cloud.json");
const before = readFileSync(file, "utf8");
const cloud: Cloud = JSON.parse(before);
const args = process.argv.slice(2);
const command = args.join(" ");
const input = await text(process.stdin);
appendFileSync(join(root, "calls.ndjson"), `${JSON.stringify({ command, input })}\n`);

/** Ends it as an error of wrangler's does. */
function fail(message: string, ...notes: string[]): never {
	process.stderr.write(`\x1b[31m✘ \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1m${message}\x1b[0m\n\n`);
	for (const note of notes) process.stderr.write(`  ${note}\n`);
	process.stderr.write(`\n\n🪵  Logs were written to "/nowhere/wrangler.log"\n`);
	return process.exit(1);
}

const refusal = Object.entries(cloud.refuses).find(([beginning]) => command.startsWith(beginning));
if (refusal !== undefined) fail(...refusal[1]);

function answer(): string {
	const [first, second, third = "", fourth] = args;
	const config = readFileSync(join(root, "wrangler.toml"), "utf8");
	const worker = (): NonNullable<Cloud["worker"]> =>
		cloud.worker ??
		fail('Worker "newsstand" not found.', "If this is a new Worker, run `wrangler deploy` first to create it.");
	switch (`${first} ${second ?? ""}`.trim()) {
		case "whoami --json":
			if (!cloud.loggedIn) {
				process.stdout.write('{"loggedIn":false}\n');
				return process.exit(1);
			}
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
				fail(`Queue "${third}" does not exist. To create it, run: wrangler queues create ${third}`);
			return `Queue Name: ${third}`;
		case "queues create":
			cloud.queues.push(third);
			return `🌀 Creating queue '${third}'\n✅ Created queue '${third}'`;
		case "kv namespace":
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
			const isThere = cloud.namespaces.some((one) => one.title === title);
			if (cloud.worker === null && !/^id = /m.test(config)) {
				if (isThere)
					fail("A request to the Cloudflare API failed.", `a namespace with this title already exists [code: 10014]`);
				cloud.namespaces.push({ id: "0123", title });
			}
			const siteUrl = /^SITE_URL = "(.*)"/m.exec(config)?.[1] ?? "";
			cloud.worker = { secrets: cloud.worker?.secrets ?? [], siteUrl };
			cloud.deployed.push(siteUrl);
			const lines = [
				{ type: "wrangler-session", version: 1 },
				{ type: "deploy", version: 1, targets: cloud.targets },
			];
			writeFileSync(
				process.env.WRANGLER_OUTPUT_FILE_PATH ?? "",
				lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
			);
			return "Deployed newsstand triggers";
		}
		default:
			return fail(`Unknown argument: ${command}`);
	}
}

const written = answer();
// Several may look at once; only one makes something.
if (JSON.stringify(cloud) !== before) writeFileSync(file, JSON.stringify(cloud));
process.stdout.write(`${written}\n`);
