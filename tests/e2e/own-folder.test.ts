import { execFile, execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, isOpen, type Program, printed, scratch, until } from "./program.ts";
import { sizeOf, startRegistry } from "./registry.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = scratch();
const site = join(folder.path, "my-newsroom");
let registry: Awaited<ReturnType<typeof startRegistry>>;
let packed: string;
let program: Program | undefined;

/** Returns an environment with nothing from this clone except Node. */
function environment(): NodeJS.ProcessEnv {
	const { PATH, HOME, TMPDIR } = process.env;
	const bin = join(folder.path, "bin");
	const paths = (PATH ?? "").split(":").filter((path) => !path.includes("node_modules"));
	return {
		...{ HOME, TMPDIR, PATH: [bin, ...paths].join(":") },
		npm_config_registry: registry.url,
		npm_config_cache: join(folder.path, "npm-cache"),
		npm_config_update_notifier: "false",
		npm_config_audit: "false",
	};
}

/** Runs a command without blocking, because the registry runs in this process. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
	return promisify(execFile)(command, args, { cwd, env: environment() }).then(
		({ stdout }) => stdout,
		({ stdout, stderr }) => Promise.reject(new Error(`${[command, ...args].join(" ")} failed:\n${stdout}${stderr}`)),
	);
}

/** Runs the command behind `npm start` in the site's folder. Resolves when the site is ready. */
async function startSite(port: number): Promise<Program> {
	const child = spawn("node_modules/.bin/newsstand", ["start", "--port", String(port)], {
		cwd: site,
		env: environment(),
		stdio: "pipe",
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
	}
	const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
	const started = { child, output: () => output, ended };
	await printed(started, /^Ready: /m);
	return started;
}

async function stopSite(port: number): Promise<void> {
	program?.child.kill("SIGINT");
	await program?.ended;
	program = undefined;
	await until(async () => !(await isOpen(port)));
}

beforeAll(async () => {
	registry = await startRegistry(folder.path);
	mkdirSync(join(folder.path, "bin"));
	symlinkSync(process.execPath, join(folder.path, "bin/node"));
	const answer = execFileSync("npm", ["pack", "--json", "--pack-destination", folder.path], {
		cwd: ROOT,
		encoding: "utf8",
	});
	packed = join(folder.path, JSON.parse(answer.slice(answer.search(/^\[/m)))[0].filename);
});
afterAll(async () => {
	program?.child.kill("SIGINT");
	await program?.ended;
	registry.stop();
	folder.remove();
});

test("from the packed package, init creates a site's folder and installs less than 260 MB", async () => {
	const output = await run(folder.path, "npx", "-y", "--package", packed, "newsstand", "init", "my-newsroom", "--yes");
	expect(output).toContain("Created my-newsroom\n");
	expect(output).toContain("  cd my-newsroom\n  npm start");
	const { dependencies } = JSON.parse(readFileSync(join(site, "package.json"), "utf8"));
	expect(dependencies).toEqual({ newsstand: `file:${basename(packed)}` });
	const size = sizeOf(join(site, "node_modules"));
	console.log(`installed: ${Math.round(size)} MiB`);
	expect(size).toBeLessThan(260);
	// Bundled packages are not installed a second time.
	expect(() => readFileSync(join(site, "node_modules/hono/package.json"))).toThrow();
});

test("check, doctor, upgrade and a dry-run deployment work in the new folder and its subfolders", async () => {
	expect(await run(site, "npm", "run", "check")).toContain("2 files: 2 ready");
	expect(await run(join(site, "content"), "npx", "newsstand", "check")).toContain("2 files: 2 ready");
	expect(await run(site, "npm", "run", "newsstand", "--", "upgrade", "--dry-run")).toContain("is up to date");
	const doctor = await run(site, "npm", "run", "newsstand", "--", "doctor");
	expect(doctor).toContain("✓ wrangler.toml");
	expect(doctor).not.toContain("✗");
	expect(await run(site, "npx", "wrangler", "deploy", "--dry-run", "--outdir", join(folder.path, "out"))).toContain(
		"env.PUBLISHER (Publisher)",
	);
});

test("npm start serves the sample articles and a newly saved article", async () => {
	const port = await freePort();
	program = await startSite(port);
	const feed = async () => (await fetch(`http://localhost:${port}/feed.rss`)).text();
	expect((await feed()).match(/<item>/g)).toHaveLength(2);
	expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain("Welcome to My newsroom");
	writeFileSync(join(site, "content/third.md"), "---\ntitle: Third\ndate: 2026-11-30\n---\nSaved just now.\n");
	await until(async () => (await feed()).includes("Saved just now."));
	await stopSite(port);
});

test("after another version is installed, the site keeps its state and guids", async () => {
	const port = await freePort();
	program = await startSite(port);
	const guids = async () =>
		(await (await fetch(`http://localhost:${port}/feed.rss`)).text()).match(/<guid[^>]*>.*?<\/guid>/g);
	const before = await guids();
	await stopSite(port);

	const next = join(folder.path, "newsstand-99.0.0.tgz");
	await run(folder.path, "tar", "-xzf", packed);
	const manifest = join(folder.path, "package/package.json");
	writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/"version": "[^"]*"/, '"version": "99.0.0"'));
	await run(folder.path, "tar", "-czf", next, "package");
	await run(site, "npm", "install", next);
	appendFileSync(join(site, "wrangler.toml"), "\n# Mine.\n");
	writeFileSync(
		join(site, "wrangler.toml"),
		readFileSync(join(site, "wrangler.toml"), "utf8").replace(
			/\[\[ratelimits\]\]\nname = "CLIENT_LIMIT"\n.*\n.*\n/,
			"",
		),
	);
	const upgraded = await run(site, "npm", "run", "newsstand", "--", "upgrade", "--yes");
	expect(upgraded).toContain("wrangler.toml needs these changes for Newsstand 99.0.0");
	expect(upgraded).toContain('+ name = "CLIENT_LIMIT"');
	expect(readFileSync(join(site, "wrangler.toml"), "utf8")).toContain("# Mine.");
	program = await startSite(port);
	expect(program.output()).toMatch(/Nothing to upload/);
	expect(await guids()).toEqual(before);
	await stopSite(port);

	// Downgrade to the previous version.
	await run(site, "npm", "install", packed);
	program = await startSite(port);
	expect(program.output()).toMatch(/Nothing to upload/);
	expect(await guids()).toEqual(before);
	await stopSite(port);
});

test("if init is killed at any moment, it leaves either a complete folder or no folder", async () => {
	for (const delay of [0, 20, 60, 120, 200, 300, 400, 600]) {
		const name = `killed-${delay}`;
		const child = spawn(join(site, "node_modules/.bin/newsstand"), ["init", name, "--yes"], {
			cwd: folder.path,
			env: { ...environment(), npm_config_offline: "true" },
			stdio: "ignore",
		});
		const ended = new Promise((resolve) => child.once("close", resolve));
		await new Promise((resolve) => setTimeout(resolve, delay));
		child.kill("SIGKILL");
		await ended;
		const files = ["package.json", "wrangler.toml", "README.md", ".gitignore", "content/welcome.md"];
		const there = files.filter((file) => exists(join(folder.path, name, file)));
		expect([[], files], name).toContainEqual(there);
	}
});

function exists(path: string): boolean {
	try {
		readFileSync(path);
		return true;
	} catch {
		return false;
	}
}

test("a site works after its folder has been moved", async () => {
	const moved = join(folder.path, "elsewhere/newsroom");
	mkdirSync(dirname(moved));
	renameSync(site, moved);
	expect(await run(moved, "npm", "run", "check")).toContain("3 files: 3 ready");
	renameSync(moved, site);
});
