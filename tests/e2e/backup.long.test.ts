import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSecret } from "../../src/cli/api/site.ts";
import { freePort, newsstand, scratch, until } from "./program.ts";
import { type Site, siteAt } from "./site.ts";
import { ask, isSigned } from "./websub-site.ts";
import { type Callback, type Subscriber, startSubscriber } from "./websub-subscriber.ts";

const PORT = await freePort();
const ROOT = join(import.meta.dirname, "../..");

const folder = scratch();
const inFolder = (name: string) => join(folder.path, name);
let vars: Record<string, string>;
let site: Site;
let subscriber: Subscriber;
let callback: Callback;
/** The base address of Anna's private feeds, without a trailing slash. */
let anna = "";

beforeAll(async () => {
	const secret = async (name: string) => {
		const known = await readSecret(ROOT, name);
		if ("failure" in known) throw new Error(known.failure);
		return known.secret;
	};
	vars = {
		PUBLISH_TOKEN: await secret("PUBLISH_TOKEN"),
		PRIVATE_FEEDS_SECRET: "private",
		WEBSUB_DELAY: "0",
		SITE_TITLE: "The Harbour",
	};
	subscriber = await startSubscriber();
	await enter("first");
	await fill();
});
afterAll(async () => {
	await site.kill();
	await subscriber.close();
	folder.remove();
});

/** Switches to another site at the same address. */
async function enter(name: string): Promise<void> {
	site = siteAt(PORT, inFolder(name), vars);
	await site.start();
}

async function command(...args: string[]): Promise<string> {
	const program = newsstand(...args);
	expect(await program.ended, program.output()).toBe(0);
	return program.output();
}

async function failing(...args: string[]): Promise<string> {
	const program = newsstand(...args);
	expect(await program.ended, program.output()).toBe(1);
	return program.output();
}

async function calm(): Promise<void> {
	await until(async () => (await (await fetch(`${site.url}/health`)).json()).pending === 0);
}

/**
 * Publishes the sample newsroom with some history. Waits between changes, because rapid changes would get modification
 * times in the future.
 */
async function fill(): Promise<void> {
	const content = inFolder("content");
	cpSync(join(ROOT, "content"), content, { recursive: true });
	const write = (name: string, ...lines: string[]) => writeFileSync(join(content, name), lines.join("\n"));
	write("tide.md", "---", "title: Tide", "date: 2026-05-04", "topics: [Tide, Port]", "---", "Text.");
	write("closed.md", "---", "title: Closed", "date: 2026-05-04", "topics: [Tide]", "audience: members", "---", "Text.");
	write("gone.md", "---", "title: Gone", "date: 2026-05-05", "topics: [Port]", "permalink: /gone", "---", "Text.");
	write("topics/tide.yaml", "name: Tide", "aliases: [Ebb]");
	const send = () => command("publish", "--remove", "--to", site.url, content);
	await send();
	await calm();
	const url =
		(await command("token", "new", "--for", "Anna", "--to", site.url)).match(/http\S+\/private\/\S+/)?.[0] ?? "";
	anna = new URL(url).pathname.replace(/\/$/, "");
	callback = subscriber.callback("/reader?key=1");
	const fields = { "hub.mode": "subscribe", "hub.topic": `${site.url}/topics/port.rss`, "hub.callback": callback.url };
	expect((await ask(`${site.url}/hub`, { ...fields, "hub.secret": "signing" })).status).toBe(202);
	await subscriber.when(() => callback.verifications[0]?.isOver === true);

	write(
		"tide.md",
		"---",
		"title: Tide and time",
		"date: 2026-05-04",
		"topics: [Tide, Port]",
		"permalink: /tide",
		"---",
		"Text.",
	);
	write("gone.md", "---", "title: Gone", "date: 2026-05-05", "draft: true", "---", "Text.");
	await send();
	await calm();
	await subscriber.when(() => callback.deliveries.length > 0);
	await until(async () => {
		const { headers } = await fetch(`${site.url}/feed/archive/2026-05.rss`);
		return Date.parse(headers.get("last-modified") ?? "") < Date.now() - 2000;
	});
}

/** Number of pictures and other files in the sample newsroom: everything except articles and descriptions. */
const OWN_FILES = readdirSync(join(ROOT, "content"), { recursive: true, encoding: "utf8" }).filter((name) =>
	/\.(?!md$|html$|txt$|yaml$)\w+$/.test(name),
).length;

/** Requests all addresses that show the site's content. Returns the responses with their validators. */
async function everything(): Promise<string[][]> {
	const { feeds } = await (await fetch(`${site.url}/feeds.json`)).json();
	const names: string[] = feeds.map(({ name }: { name: string }) => name);
	const formats = (name: string) => ["rss", "atom", "json"].map((format) => `/${name}.${format}`);
	const pages = (await (await fetch(`${site.url}/sitemap.xml`)).text()).matchAll(/<loc>http:\/\/[^/]+([^<]+)/g);
	const paths = [
		...names.flatMap(formats),
		...[...names, "topics/port"].flatMap((name) => formats(`${name}/archive/2026-05`)),
		...[...names, "topics/tide"].flatMap((name) => formats(`${anna.slice(1)}/${name}`)),
		...formats("select").map((path) => `${path}?topic=port`),
		...["/feeds.json", "/feeds.opml", "/sitemap.xml", "/gone", "/tide", "/", "/topics", "/api/news/"],
		...[...pages].map(([, path = ""]) => path),
	];
	const answers = [];
	for (const path of paths) {
		const { status, headers, body } = await fetch(site.url + path, { redirect: "manual" });
		const known = ["etag", "last-modified", "location"].map((name) => headers.get(name) ?? "");
		answers.push([path, String(status), ...known, await new Response(body).text()]);
	}
	return answers;
}

/** Reads all files in a backup, leaving out the time at which the backup was created. */
function filesOf(name: string): Map<string, string> {
	const all = readdirSync(inFolder(name), { recursive: true, encoding: "utf8" }).sort();
	const files = all.filter((path) => statSync(join(inFolder(name), path)).isFile());
	return new Map(
		files.map((path) => [
			path,
			readFileSync(join(inFolder(name), path), "utf8").replace(/"(exported|released)": ".*"/g, ""),
		]),
	);
}

/** Starts a proxy to the site that drops the connection after this many requests that change something. */
async function cutOff(requests: number): Promise<{ url: string; close: () => void }> {
	let left = requests;
	const server = createServer(async (request, response) => {
		if (request.method === "POST" && left-- <= 0) {
			request.socket.destroy();
			return;
		}
		const body = Buffer.concat(await request.toArray());
		const { method = "GET", url = "/", headers } = request;
		const answer = await fetch(site.url + url, {
			method,
			headers: { authorization: headers.authorization ?? "" },
			...(method === "POST" && { body }),
		});
		response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
	});
	const port = await freePort();
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test("a site restored from a backup is identical to the original and works normally", async () => {
	const before = await everything();
	expect(before.length).toBeGreaterThan(80);
	const said = await command("export", "--from", site.url, inFolder("back-up"));
	expect(said).toMatch(
		new RegExp(
			`back-up: \\d+ sources, ${OWN_FILES} pictures and other files, \\d+ public articles, 1 members' article, 1 private feed subscriber, 1 WebSub`,
		),
	);
	expect(statSync(inFolder("back-up")).mode & 0o077).toBe(0);
	expect(await failing("export", "--from", site.url, inFolder("back-up"))).toContain("is not empty");
	await site.kill();

	await enter("second");
	const way = await cutOff(6);
	expect(await failing("restore", "--to", way.url, inFolder("back-up"))).toContain(
		"Run the same command again to resume.",
	);
	way.close();
	expect((await (await fetch(`${site.url}/feed.json`)).json()).items).toEqual([]);
	expect(await command("restore", "--to", site.url, inFolder("back-up"))).toContain(`Live: ${site.url}`);
	await calm();
	expect(await everything()).toEqual(before);

	await command("export", "--from", site.url, inFolder("second-back-up"));
	expect(filesOf("second-back-up")).toEqual(filesOf("back-up"));

	const count = callback.deliveries.length;
	writeFileSync(join(inFolder("content"), "new.md"), "---\ntitle: New\ndate: 2026-05-06\ntopics: [Port]\n---\nText.");
	expect(await command("publish", "--to", site.url, inFolder("content"))).toMatch(/^1 file uploaded/m);
	await subscriber.when(() => callback.deliveries.length > count);
	const delivery = callback.deliveries.at(-1);
	expect(delivery && isSigned(delivery, "signing")).toBe(true);
	expect(callback.deliveries.length).toBe(count + 1);
});

test("a restore requires an empty site, the right token and unmodified files", async () => {
	expect(await failing("restore", "--to", `http://localhost:${await freePort()}`, inFolder("back-up"))).toMatch(
		/does not respond/,
	);
	expect(await command("restore", "--to", site.url, inFolder("back-up"))).toContain(
		"This backup has already been restored",
	);
	expect(await failing("restore", "--to", site.url, inFolder("second-back-up"))).toContain(
		"can only be restored to an empty site",
	);
	writeFileSync(join(inFolder("back-up"), "sources/tide.md"), "Another text.");
	const said = await failing("restore", "--to", site.url, inFolder("back-up"));
	expect(said).toContain("sources/tide.md has changed since the export.\nNothing was imported.");
});
