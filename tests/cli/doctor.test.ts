import { execFileSync } from "node:child_process";
import { chmod, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { doctor } from "../../src/cli/doctor/doctor.ts";
import { nodeFaults, packageFaults, portFaults, runtimeFaults } from "../../src/cli/doctor/machine.ts";
import { bindingFaults, settingFaults } from "../../src/cli/doctor/project.ts";
import { secretFaults, secretFileFaults } from "../../src/cli/doctor/secrets.ts";
import { lockState } from "../../src/cli/local/state-lock.ts";
import type { Fault } from "../../src/cli/verify/finding.ts";
import { readConfig } from "../../src/cli/wrangler/config.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const told = (faults: Fault[]): string[] => faults.map(({ severity, what }) => `${severity}: ${what}`);
const STRONG = "Jx3kQ9vZ2mW7pLr5TbNd8YcF";
const STRONGER = "h6GsKe1RwUo4XyAiMq0EzVfPj";

async function run(root: string, ...args: string[]) {
	const terminal = recordingTerminal();
	const code = await doctor(args, { root, cwd: root, terminal });
	return { code, text: terminal.lines.join("\n"), failures: terminal.failures };
}

test("a fresh clone has no problems", async () => {
	const { code, text } = await run(ROOT, "--json", "--port", "8845", "content");
	const { ok, looks } = JSON.parse(text);
	const errors = looks
		.flatMap(({ faults }: { faults: Fault[] }) => told(faults))
		.filter((one: string) => /^error/.test(one));
	expect({ errors, ok, code }).toEqual({ errors: [], ok: true, code: 0 });
	expect(looks.map(({ title }: { title: string }) => title)).toEqual([
		...["This machine", "wrangler.toml", "Secrets on this machine", "Folders"],
	]);
});

test("each problem is listed under its heading with a fix, and the exit code is 1", async () => {
	const config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
	const root = await temporaryFolder({ "wrangler.toml": config.replace("SITE_TITLE", "SITE_TITEL"), ".dev.vars": "" });
	const { code, text } = await run(root, "--port", "8844", "no-such-folder");
	expect(code).toBe(1);
	expect(text).toMatch(/✗.* This machine\n[^✗✓]*package\.json or package-lock\.json is missing/);
	expect(text).toMatch(/✗.* wrangler\.toml\n[^✗✓]*unknown setting SITE_TITEL\./);
	expect(text).toContain("→ Did you mean SITE_TITLE?");
	expect(text).toMatch(/✗.* Folders\n[^✗✓]*no-such-folder does not exist/);
});

test.each([
	["24.21.0", false],
	["22.18.0", false],
	["22.17.1", true],
	["20.19.0", true],
])("whether Node %s is too old: %s", (version, isTooOld) => {
	expect(nodeFaults(version)).toHaveLength(isTooOld ? 1 : 0);
});

test("missing and outdated packages are listed", async () => {
	const root = await temporaryFolder({
		"package.json": JSON.stringify({ dependencies: { hono: "^4", zod: "^4" }, devDependencies: { wrangler: "4.1.0" } }),
		"package-lock.json": JSON.stringify({
			packages: {
				"": {},
				"node_modules/hono": { version: "4.2.0" },
				"node_modules/zod": { version: "4.0.0" },
				"node_modules/wrangler": { version: "4.1.0" },
			},
		}),
		"node_modules/hono/package.json": '{"version":"4.1.0"}',
		"node_modules/wrangler/package.json": '{"version":"4.1.0"}',
	});
	const [fault] = await packageFaults(root);
	expect(fault?.what).toBe("Packages are missing or outdated: hono is 4.1.0 instead of 4.2.0, zod is missing.");
	expect(fault?.hint).toBe("Run `npm ci`.");
});

test("a runtime that cannot start is reported with the reason", async () => {
	const root = await temporaryFolder({ "package.json": "{}" });
	expect(told(await runtimeFaults(root))).toEqual([expect.stringMatching(/^error: workerd, .* cannot start: /)]);
	expect(await runtimeFaults(ROOT)).toEqual([]);
});

test("a port in use causes a warning, unless this project's own site is using it", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void server.close());
	const address = server.address();
	const port = address !== null && typeof address === "object" ? address.port : 0;
	const state = await temporaryFolder();
	expect(told(await portFaults(port, state))).toEqual([expect.stringMatching(/^warning: Port \d+ is in use/)]);
	const unlock = await lockState(state, port);
	if (typeof unlock !== "function") throw new Error(unlock.failure);
	expect(await portFaults(port, state)).toEqual([]);
	await unlock();
});

test("the last lines contain the number of problems and list what was not checked", async () => {
	const { text } = await run(ROOT, "--port", "8845");
	expect(text).toMatch(/\n\nNo problems found\nNot checked: articles \(specify FOLDER\), a live site \(--to URL\)$/);
	const root = await temporaryFolder({ "wrangler.toml": "", "package.json": "{}" });
	expect((await run(root, "--port", "8844")).text).toMatch(/\n\n\d+ errors[^\n]*\nNot checked: /);
});

test("misspelt and invalid settings are both reported", () => {
	const vars = { SITE_URL: "https://news.example.org", SITE_TITLE: "News", FEED_SISE: "20", FEED_SIZE: "many" };
	expect(settingFaults(vars).map(({ what, hint }) => `${what} ${hint}`)).toEqual([
		expect.stringMatching(/unknown setting FEED_SISE\. Did you mean FEED_SIZE\?/),
		expect.stringMatching(/The setting FEED_SIZE is not a number/),
	]);
});

/** Lists the problems of Newsstand's own `wrangler.toml` after an edit. */
async function faultsWith(edit: (text: string) => string): Promise<string[]> {
	const text = await readFile(join(ROOT, "wrangler.toml"), "utf8");
	const changed = edit(text);
	const config = await readConfig(await temporaryFolder({ "wrangler.toml": changed }));
	if ("failure" in config) throw new Error(config.failure);
	return told(bindingFaults(config));
}

test("Newsstand's own wrangler.toml has no problems", async () => {
	expect(await faultsWith((text) => text)).toEqual([]);
});

test("every Durable Object and its migration are required", async () => {
	const text = await readFile(join(ROOT, "wrangler.toml"), "utf8");
	const objects = [...text.matchAll(/\[\[durable_objects\.bindings\]\]\nname = "(\w+)"\nclass_name = "(\w+)"/g)];
	expect(objects.length).toBeGreaterThan(2);
	for (const [block, name, type] of objects) {
		expect(await faultsWith((all) => all.replace(block, ""))).toEqual([
			`error: wrangler.toml: the Durable Object ${name} with the class ${type} is missing.`,
		]);
		const unmade = (all: string) => all.replace(`new_sqlite_classes = ["${type}"]`, "new_sqlite_classes = []");
		expect(await faultsWith(unmade)).toEqual([expect.stringContaining(`the migration that creates ${type}`)]);
	}
});

test.each<[string, (text: string) => string, RegExp]>([
	["no KV", (text) => text.replace('binding = "KV"', 'binding = "STORE"'), /^error: .*KV namespace KV is missing/],
	[
		"two migrations with the same tag",
		(text) => text.replace('tag = "v2"', 'tag = "v1"'),
		/^error: .*two migrations have the tag v1/,
	],
	["no queue", (text) => text.replace("DELIVERIES", "QUEUE"), /^error: .*queue DELIVERIES is missing/],
	[
		"no consumer for the queue",
		(text) => text.replace(/(consumers\]\]\nqueue = )"newsstand-deliveries"/, '$1"other"'),
		/^error: .*consumer of the queue newsstand-deliveries is missing/,
	],
	[
		"a dead-letter queue without “dead” in its name",
		(text) => text.replaceAll("newsstand-dead-deliveries", "newsstand-lost"),
		/^error: .*does not contain “dead”/,
	],
	[
		"no consumer for the dead-letter queue",
		(text) => text.replace(/(consumers\]\]\nqueue = )"newsstand-dead-deliveries"/, '$1"other"'),
		/^error: .*consumer of the queue newsstand-dead-deliveries is missing/,
	],
	["no cron", (text) => text.replace(/^crons = .*$/m, "crons = []"), /^warning: .*no cron/],
	[
		"logging of every request",
		(text) => text.replace("invocation_logs = false", "invocation_logs = true"),
		/^warning: .*private feed links/,
	],
])("%s in wrangler.toml is reported", async (_, edit, message) => {
	expect(await faultsWith(edit)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, Record<string, string>, RegExp[]]>([
	["no problem", { PUBLISH_TOKEN: STRONG, PRIVATE_FEEDS_SECRET: STRONGER }, []],
	["two values during a rotation", { PUBLISH_TOKEN: `${STRONG} ${STRONGER}` }, []],
	["a short secret", { PUBLISH_TOKEN: "hunter2" }, [/PUBLISH_TOKEN is easy to guess/]],
	[
		"a long secret that is not random",
		{ PRIVATE_FEEDS_SECRET: "a".repeat(40) },
		[/PRIVATE_FEEDS_SECRET is easy to guess/],
	],
	["one secret for two purposes", { PUBLISH_TOKEN: STRONG, GITHUB_WEBHOOK_SECRET: STRONG }, [/have the same value/]],
	["a short API token", { API_TOKENS: `anna publish ${STRONG}\nbob read abc` }, [/API_TOKENS is easy to guess/]],
	["an invalid line", { API_TOKENS: `anna writes ${STRONG}` }, [/has an invalid line/]],
	["a token created by a Git host", { GITHUB_TOKEN: "short" }, []],
	["too many tokens", { PUBLISH_TOKEN: `${STRONG} ${STRONGER} ${STRONG}x` }, [/more than two/]],
])("secrets: %s", (_, held, messages) => {
	const faults = secretFaults(held);
	expect(faults.map(({ what }) => what)).toEqual(messages.map((message) => expect.stringMatching(message)));
	for (const value of Object.values(held)) expect(JSON.stringify(faults)).not.toContain(value);
});

async function repository(files: Record<string, string>) {
	const root = await temporaryFolder(files);
	const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
	git("init", "--quiet");
	for (const name of [".dev.vars", ".deployed.vars"]) if (name in files) await chmod(join(root, name), 0o600);
	return { root, git };
}

test("secret files that are committed to Git or not ignored by Git cause errors", async () => {
	const { root, git } = await repository({ ".dev.vars": `PUBLISH_TOKEN=${STRONG}\n` });
	expect(told(await secretFileFaults(root, []))).toEqual([
		expect.stringMatching(/^error: Git does not ignore \.dev\.vars/),
	]);
	git("add", ".dev.vars");
	expect(told(await secretFileFaults(root, []))).toEqual([expect.stringMatching(/^error: \.dev\.vars is in Git/)]);
});

test("a secret file that other users can read causes a warning, and so does an unknown name in it", async () => {
	const text = `PUBLISH_TOKN=${STRONG}\nPRESS_TOKEN=x\nSITE_TITLE=Here\n`;
	const { root } = await repository({ ".gitignore": ".d*.vars", ".deployed.vars": text });
	await chmod(join(root, ".deployed.vars"), 0o644);
	expect((await secretFileFaults(root, ["PRESS_TOKEN"])).map(({ what, hint }) => `${what} ${hint}`)).toEqual([
		"Other users of this machine can read .deployed.vars. Run `chmod 600 .deployed.vars`.",
		expect.stringMatching(
			/^\.deployed\.vars: PUBLISH_TOKN is not one of Newsstand's secrets\. Did you mean PUBLISH_TOKEN\?/,
		),
	]);
});

test("a folder without Git and without secrets has no problems", async () => {
	expect(await secretFileFaults(await temporaryFolder(), [])).toEqual([]);
});

test("errors in content folders are counted, and the command that lists them is shown", async () => {
	const config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
	const root = await temporaryFolder({
		"wrangler.toml": config,
		"news/a.md": "---\ntitle: [\n---\nText",
		"empty/x.bin": "",
	});
	const { text } = await run(root, "--port", "8843", "news");
	expect(text).toMatch(/1 error prevents articles from being published\./);
	expect(text).toContain("Run `npm run newsstand -- check news` to see them");
	expect((await run(root, "--port", "8843", "empty")).text).toContain("The folders contain no articles.");
});

test.each([
	[["--wrong"], /"--wrong"\. Usage: /],
	[["--port", "x"], /"x" is not a port/],
	[["--to", "news.example.org"], /is not a site's address/],
	[["--to", "http://news.example.org"], /could read the token/],
])("%j causes a one-line error with the right usage", async (args, failure) => {
	expect(await run(ROOT, ...args)).toEqual({ code: 1, text: "", failures: [expect.stringMatching(failure)] });
});
