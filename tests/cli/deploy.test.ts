import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { readToken } from "../../src/cli/api/site.ts";
import { deploy } from "../../src/cli/deploy/deploy.ts";
import { deployErrorOf } from "../../src/cli/deploy/errors.ts";
import { waitForSite } from "../../src/cli/deploy/smoke-test.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { standInWorker } from "./stand-in-worker.ts";
import type { Cloud } from "./stand-in-wrangler.ts";
import { projectWith, projectWithProgram } from "./wrangler-project.ts";

// Unset the variables that CI sets: with them, `deploy` would neither ask questions nor create secrets.
beforeEach(() => {
	for (const name of ["CI", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"]) vi.stubEnv(name, "");
});

/** Sets up a project, a Cloudflare account, and a site at the address that the account assigns. */
async function newsroom(over: Partial<Cloud> = {}, edit?: (config: string) => string, setUp = projectWith) {
	const site = await standInWorker();
	const project = await setUp({ targets: [site.url, "schedule: 17 * * * *"], ...over }, edit);
	const { root, wrangler } = project;
	const run = async (...args: string[]) => {
		const terminal = recordingTerminal();
		const code = await deploy(args, { root, cwd: root, terminal }, () => wrangler);
		return { code, text: terminal.lines.join("\n"), failures: terminal.failures };
	};
	const commands = async () => (await project.calls()).map(({ command }) => command);
	return { site, ...project, run, commands };
}

const withAddress = (url: string) => (config: string) => config.replace("http://localhost:8787", url);
const LIVE = {
	queues: ["newsstand-deliveries", "newsstand-dead-deliveries"],
	namespaces: [{ id: "77", title: "newsstand-kv" }],
};
const SECRETS = ["PUBLISH_TOKEN", "PRIVATE_FEEDS_SECRET"];

test("the first deployment creates everything and sets SITE_URL to the assigned address", async () => {
	const { site, root, read, run, cloud, commands } = await newsroom();
	const { code, text, failures } = await run();
	expect(failures).toEqual([]);
	expect(code).toBe(0);
	expect(await cloud()).toMatchObject({
		queues: LIVE.queues,
		worker: { secrets: SECRETS, siteUrl: site.url },
		deployed: ["http://localhost:8787", site.url],
	});
	expect(await read("wrangler.toml")).toContain(`\nSITE_URL = "${site.url}"\n`);
	const asked = await commands();
	expect(asked.toSorted()).toEqual([
		...["deploy", "deploy", "kv namespace list"],
		...LIVE.queues.map((queue) => `queues create ${queue}`).toSorted(),
		...LIVE.queues.map((queue) => `queues info ${queue}`).toSorted(),
		...["secret bulk", "secret list", "whoami --json"],
	]);
	expect(asked.slice(-3)).toEqual(["deploy", "deploy", "secret bulk"]);
	expect(text).toContain("Account: Acme (anna@example.org)");
	expect(text).toContain(`npm run newsstand -- publish content --to ${site.url}`);
	expect(text).toContain("nothing is published yet");
	expect((await stat(join(root, ".deployed.vars"))).mode & 0o777).toBe(0o600);
});

test("the second deployment creates nothing", async () => {
	const { site, read, run, commands } = await newsroom();
	await run();
	await commands();
	const before = [await read("wrangler.toml"), await read(".deployed.vars")];
	const { code, text, failures } = await run();
	expect({ code, failures }).toEqual({ code: 0, failures: [] });
	expect(text).not.toMatch(/Made|Taken|is now/);
	expect(text).toContain(`Deployed: ${site.url}`);
	expect((await commands()).toSorted()).toEqual([
		"deploy",
		...LIVE.queues.map((queue) => `queues info ${queue}`).toSorted(),
		...["secret list", "whoami --json"],
	]);
	expect([await read("wrangler.toml"), await read(".deployed.vars")]).toEqual(before);
});

test("secrets never appear on a command line or in the terminal, and publish finds the token", async () => {
	const { site, root, read, run, calls } = await newsroom({}, undefined, projectWithProgram);
	const { text, failures } = await run();
	const held = await read(".deployed.vars");
	const [, token = "none"] = /^PUBLISH_TOKEN="([\w-]{43})"$/m.exec(held) ?? [];
	const all = await calls();
	const bulk = all.find(({ command }) => command === "secret bulk");
	expect(Object.keys(JSON.parse(bulk?.input ?? ""))).toEqual(SECRETS);
	expect(JSON.parse(bulk?.input ?? "").PUBLISH_TOKEN).toBe(token);
	for (const secret of Object.values(JSON.parse(bulk?.input ?? "")).map(String)) {
		expect(`${text}${failures}${all.map(({ command }) => command)}`).not.toContain(secret);
	}
	expect(await readToken({ url: site.url, isLocal: false }, root, {})).toEqual({ token });
	expect(await readToken({ url: "https://other.example", isLocal: false }, root, {})).toHaveProperty("failure");
});

test("secrets that the Worker already has are kept, even if they are not on this machine", async () => {
	const { run, commands, change, site } = await newsroom(LIVE);
	await change({ worker: { secrets: SECRETS, siteUrl: site.url } });
	expect((await run()).text).toContain("Set the environment variable PUBLISH_TOKEN");
	expect(await commands()).not.toContain("secret bulk");
});

test("a site with API_TOKENS does not get a PUBLISH_TOKEN", async () => {
	const worker = { secrets: ["API_TOKENS"], siteUrl: "" };
	const { run, cloud } = await newsroom({ ...LIVE, worker });
	await run();
	expect((await cloud()).worker?.secrets).toEqual(["API_TOKENS", "PRIVATE_FEEDS_SECRET"]);
});

test("a followed repository gets a webhook secret, and deploy says where to enter the secret", async () => {
	const { site, run, cloud } = await newsroom({}, (config) =>
		config.replace(/^# (\[\[vars\.REPOSITORIES\]\]\n)# (url = )/m, "$1$2"),
	);
	const { text } = await run();
	expect((await cloud()).worker?.secrets).toEqual([...SECRETS, "GITHUB_WEBHOOK_SECRET"]);
	expect(text).toContain("the webhook for acme/news");
	expect(text).toContain(
		`${site.url}/webhooks/github, content type: application/json, secret: the value of GITHUB_WEBHOOK_SECRET`,
	);
});

test("secrets that could not be set are reused in the next run", async () => {
	const { read, run, calls, change, cloud } = await newsroom({
		refuses: { "secret bulk": ["Something broke.", "[code: 1]"] },
	});
	const failed = await run();
	expect(failed.code).toBe(1);
	expect(failed.failures[0]).toContain("its secrets could not be set (PUBLISH_TOKEN, PRIVATE_FEEDS_SECRET)");
	const held = await read(".deployed.vars");
	await calls();
	await change({ refuses: {} });
	expect((await run()).code).toBe(0);
	expect((await cloud()).worker?.secrets).toEqual(SECRETS);
	const bulk = (await calls()).find(({ command }) => command === "secret bulk");
	for (const secret of Object.values(JSON.parse(bulk?.input ?? "{}"))) expect(held).toContain(secret);
});

test("when logged out, deploy names the command to run and changes nothing", async () => {
	const { run, cloud, commands } = await newsroom({ loggedIn: false });
	const { code, failures } = await run();
	expect(code).toBe(1);
	expect(failures).toEqual([expect.stringContaining("Run `npx wrangler login`")]);
	expect(failures[0]).toContain("CLOUDFLARE_API_TOKEN");
	expect(await commands()).toEqual(["whoami --json"]);
	expect((await cloud()).deployed).toEqual([]);
});

test("with several accounts, deploy shows the configuration line for each account", async () => {
	const accounts = [
		{ id: "a1", name: "Acme" },
		{ id: "b2", name: "Private" },
	];
	const { run } = await newsroom({ accounts });
	expect((await run()).failures).toEqual([
		expect.stringContaining("Copy the line for the account that you want to use"),
		'  account_id = "a1"  # Acme',
		'  account_id = "b2"  # Private',
	]);
	const chosen = await newsroom({ accounts }, (config) => `account_id = "b2"\n${config}`);
	expect((await chosen.run()).text).toContain("Account: Private");
});

test("a KV namespace left over from a deleted Worker is reused", async () => {
	const { read, run, cloud } = await newsroom({ namespaces: [{ id: "77aa", title: "newsstand-kv" }] });
	const { code, text } = await run();
	expect(code).toBe(0);
	expect(text).toContain("Reused: the KV namespace newsstand-kv");
	expect(await read("wrangler.toml")).toContain('binding = "KV"\nid = "77aa"\npreview_id = "newsstand"\n');
	expect((await cloud()).namespaces).toHaveLength(1);
});

test("in a fresh clone, SITE_URL comes from the deployed site and never stays localhost", async () => {
	const { site, read, run, change, cloud } = await newsroom(LIVE);
	await change({ worker: { secrets: SECRETS, siteUrl: site.url } });
	expect((await run()).code).toBe(0);
	expect((await cloud()).deployed).toEqual([site.url]);
	expect(await read("wrangler.toml")).toContain(`SITE_URL = "${site.url}"`);
});

test("a custom domain is preferred to workers.dev", async () => {
	const { run, cloud } = await newsroom({
		targets: ["https://newsstand.acme.workers.dev", "127.0.0.1:9 (custom domain)"],
		refuses: { "secret bulk": ["Enough is seen."] },
	});
	await run();
	expect((await cloud()).deployed).toEqual(["http://localhost:8787", "https://127.0.0.1:9"]);
});

test("a domain that serves another site is used only with --take-over", async () => {
	const domain = '\n[[routes]]\npattern = "localhost"\ncustom_domain = true\n';
	const { run, cloud } = await newsroom(LIVE, (config) => config + domain);
	const { code, failures } = await run();
	expect(code).toBe(1);
	expect(failures).toEqual([expect.stringMatching(/^Another site answers at localhost.*--take-over localhost`\.$/)]);
	expect((await cloud()).deployed).toEqual([]);
	expect((await run("--take-over", "localhost")).code).toBe(0);
	expect((await cloud()).deployed).not.toEqual([]);
});

test("the site's own domain does not require --take-over", async () => {
	const domain = '\n[[routes]]\npattern = "localhost"\ncustom_domain = true\n';
	const worker = { secrets: SECRETS, siteUrl: "https://localhost" };
	const { run, cloud } = await newsroom({ ...LIVE, worker }, (config) => config + domain);
	await run();
	expect((await cloud()).deployed).not.toEqual([]);
});

test("deploy warns if SITE_URL is not one of the deployed addresses", async () => {
	const site = await standInWorker();
	const targets = ["https://newsstand.acme.workers.dev"];
	const { run } = await newsroom({ ...LIVE, targets }, withAddress(site.url));
	expect((await run()).text).toContain(
		`SITE_URL is ${site.url}, but the site was deployed to https://newsstand.acme.workers.dev`,
	);
});

test("if the Worker has no address, the error says how to get an address", async () => {
	const { run } = await newsroom({ ...LIVE, targets: ["schedule: 17 * * * *"] });
	expect((await run()).failures).toEqual([expect.stringContaining("does not have an address")]);
});

test("if a queue cannot be created, the error contains wrangler's message and says where to create the queue", async () => {
	const refuses: Cloud["refuses"] = {
		"queues create": ["A request to the Cloudflare API failed.", "no more queues [code: 11000]"],
	};
	const { run, cloud } = await newsroom({ refuses });
	const { code, failures } = await run();
	expect(code).toBe(1);
	expect(failures[0]).toContain(
		"The queue newsstand-deliveries could not be created. Open https://dash.cloudflare.com/",
	);
	expect(failures.slice(1)).toEqual(["  A request to the Cloudflare API failed.", "  no more queues [code: 11000]"]);
	expect((await cloud()).deployed).toEqual([]);
});

test.each([
	["Unable to resolve Cloudflare's API hostname (api.cloudflare.com or dash.cloudflare.com).", /cannot be reached/],
	["Authentication error [code: 10000]", /This login does not have the required permissions/],
	[
		"You need to register a workers.dev subdomain before publishing to workers.dev",
		/does not have a workers\.dev subdomain yet/,
	],
	["Please verify your email address [code: 10034]", /e-mail address is not verified/],
	["Something quite new [code: 4711]", /^Otherwise$/],
])("wrangler's error %s is explained, with a fix", (said, told) => {
	const stderr = `▲ [WARNING] Beware.\n\n✘ [ERROR] ${said}\n\n  A note.\n\n🪵  Logs were written to "x"\n`;
	const { message, words } = deployErrorOf({ code: 1, stdout: "Uploading…\n", stderr }, "Otherwise");
	expect(message).toMatch(told);
	expect(words).toEqual([said, "A note."]);
});

test("a network failure causes a one-sentence error, followed by wrangler's message", async () => {
	const refuses = { deploy: ["fetch failed"] } satisfies Cloud["refuses"];
	const { run } = await newsroom({ refuses }, undefined, projectWithProgram);
	const { code, failures } = await run();
	expect(code).toBe(1);
	expect(failures).toEqual([expect.stringContaining("Cloudflare cannot be reached."), "  fetch failed"]);
});

test("settings are checked before any request to Cloudflare", async () => {
	const wrong = (config: string) =>
		config.replace("SITE_TITLE =", "SITE_TITEL =").replace('FEED_SIZE = "50"', 'FEED_SIZE = "950"');
	const { run, commands } = await newsroom({}, wrong);
	const { code, failures } = await run();
	expect(code).toBe(1);
	expect(failures[0]).toBe("wrangler.toml has errors, so nothing was deployed.");
	expect(failures.join("\n")).toMatch(/unknown setting SITE_TITEL\. Did you mean SITE_TITLE\?/);
	expect(failures.join("\n")).toMatch(/FEED_SIZE/);
	expect(await commands()).toEqual([]);
});

test("an invalid wrangler.toml causes a one-sentence error", async () => {
	const { run } = await newsroom({}, (config) => `${config}\n[[[`);
	expect((await run()).failures).toEqual([expect.stringMatching(/^wrangler\.toml is invalid: /)]);
});

test("in CI, deploy lists the secrets to set instead of creating them", async () => {
	vi.stubEnv("CI", "true");
	const { run, commands } = await newsroom();
	const { code, text } = await run();
	expect(code).toBe(0);
	expect(text).toContain("npx wrangler secret put PUBLISH_TOKEN, npx wrangler secret put PRIVATE_FEEDS_SECRET");
	expect(await commands()).not.toContain("secret bulk");
});

test("deployment fails if the site's feeds are wrong", async () => {
	const { site, run } = await newsroom();
	const feed = { name: "feed", title: "News", count: 1, updated: "2026-11-22T12:00:00Z" };
	const urls = { rss: `${site.url}/feed.rss`, atom: `${site.url}/feed.atom`, json: `${site.url}/feed.json` };
	site.instead = ({ path }) =>
		path === "/feeds.json" ? { status: 200, body: JSON.stringify({ feeds: [{ ...feed, ...urls }] }) } : null;
	const { code, text, failures } = await run();
	expect(code).toBe(1);
	expect(text + failures.join("\n")).toContain(site.url);
});

test("if the site does not respond, the error says how to check the site later", async () => {
	await expect(waitForSite("http://127.0.0.1:9", recordingTerminal(), 200)).rejects.toThrow(
		/does not respond yet.*npm run newsstand -- verify http:\/\/127\.0\.0\.1:9/,
	);
});

test("an unexpected argument causes a one-line error with the usage", async () => {
	const { run, commands } = await newsroom();
	expect((await run("--to", "x")).failures).toEqual([expect.stringContaining("Usage: npm run deploy")]);
	expect(await commands()).toEqual([]);
});

test("in a site's own folder, deploy also publishes the articles", async () => {
	const { root, site, run } = await newsroom();
	await mkdir(join(root, "content"));
	await writeFile(join(root, "content/tide.md"), "---\ntitle: Tide\ndate: 2026-05-04\n---\nIn.\n");
	const { text, failures } = await run();
	expect(failures).toEqual([]);
	expect([...site.held.keys()]).toEqual(["tide.md"]);
	expect(text).toContain("After you change an article, run `npm run deploy` again");
});

test("deploy offers to log you in, asks only once, and then continues", async () => {
	const { root, wrangler, change, cloud } = await newsroom({ loggedIn: false });
	const terminal = recordingTerminal();
	let asked = 0;
	const login = async () => {
		asked++;
		await change({ loggedIn: true });
		return true;
	};
	await deploy([], { root, cwd: root, terminal }, () => wrangler, login);
	expect(asked).toBe(1);
	expect((await cloud()).worker).not.toBeNull();
	expect(terminal.lines).toContain("Account: Acme (anna@example.org)");
});

test("after a cancelled login, the error explains how to log in", async () => {
	const { root, wrangler } = await newsroom({ loggedIn: false });
	const terminal = recordingTerminal();
	expect(
		await deploy(
			[],
			{ root, cwd: root, terminal },
			() => wrangler,
			async () => false,
		),
	).toBe(1);
	expect(terminal.failures.join("\n")).toContain("npx wrangler login");
});
