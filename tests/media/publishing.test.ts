import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { ask } from "../api/requests.ts";
import { feed, get, publish, SITE, settle, source } from "../publisher/newsroom.ts";
import { addressOf, announce, bytesOf, joined, png, send, settledReset } from "./files.ts";
import { exif, jpeg } from "./pictures.ts";

afterEach(settledReset);

const FIELDS = { title: "Tide", date: "2026-05-04T10:00:00Z" };
const tide = (body: string, over: Record<string, unknown> = {}) =>
	source("posts/tide.md", { ...FIELDS, ...over }, body);
const picture = { path: "posts/High water.png", bytes: png(40, 30) };
const body = "Before.\n\n![The harbour](High%20water.png)\n\nAfter.";
const address = addressOf(picture, "high-water.png");

async function html(): Promise<string> {
	return (await feed("feed"))?.items[0]?.content_html ?? "";
}

test("a picture that an article refers to is published with it", async () => {
	await publish(tide(body));
	expect(await html()).not.toContain("<img");
	expect(await html()).not.toContain("local:");
	const before = (await feed("feed"))?.items[0]?.date_modified;

	expect(await announce(picture)).toMatchObject({ wanted: [picture.path], stored: 0, unnamed: 0, problems: [] });
	const response = await send(picture);
	expect(response.status).toBe(200);
	expect(await response.json()).toMatchObject({
		...{ state: "stored", type: "image/png", width: 40, height: 30, url: SITE + address },
	});
	await settle();
	expect(await html()).toContain(`<img src="${SITE}${address}"`);
	expect((await feed("feed"))?.items[0]?.date_modified).toBe(before);
	const page = await (await get("/articles/posts/tide")).text();
	expect(page).toContain(address);

	const served = await get(address);
	expect(served.status).toBe(200);
	expect(new Uint8Array(await served.arrayBuffer())).toEqual(picture.bytes);
	expect(Object.fromEntries(served.headers)).toMatchObject({
		"content-type": "image/png",
		"content-length": String(picture.bytes.byteLength),
		"cache-control": "public, max-age=31536000, immutable",
		"x-content-type-options": "nosniff",
		"access-control-allow-origin": "*",
		"accept-ranges": "bytes",
	});
});

test("files with the same content are uploaded once, whatever their names", async () => {
	const twin = { path: "posts/twin.png", bytes: picture.bytes };
	await publish(tide(`${body}\n\n![Twin](twin.png)`));
	expect((await announce(picture, twin)).wanted).toEqual([picture.path, twin.path]);
	await send(picture);
	expect(await announce(picture, twin)).toMatchObject({ stored: 2, wanted: [] });
	await settle();
	expect(await html()).toContain(addressOf(twin, "twin.png"));
});

test("until a missing file arrives, a warning reports the line that refers to it", async () => {
	const applied = await publish(tide(body));
	expect(applied.problems).toMatchObject([{ severity: "warning", path: "posts/tide.md", line: 7 }]);
	const problems = async () => (await (await ask("GET", "/api/problems")).json<{ problems: object[] }>()).problems;
	expect(await problems()).toMatchObject([{ severity: "warning", path: "posts/tide.md", line: 7 }]);
	await announce(picture);
	expect(await problems()).toEqual([]);
});

test("a photo that is rotated by its EXIF orientation gets the width and height at which browsers show it", async () => {
	const photo = {
		path: "posts/pier.jpg",
		bytes: jpeg({ width: 400, height: 300 }, [joined(bytesOf("Exif\0\0"), exif())]),
	};
	await publish(tide("![Pier](pier.jpg)", { image: "pier.jpg" }));
	await announce(photo);
	expect(await (await send(photo)).json()).toMatchObject({ width: 300, height: 400 });
	await settle();
	expect(await html()).toContain(`pier.jpg" alt="Pier" width="300" height="400">`);
	expect(await (await get("/feed.rss")).text()).toMatch(/<media:content [^>]*width="300" height="400"/);
	expect(await (await get("/articles/posts/tide")).text()).toMatch(/pier\.jpg"[^>]* width="300" height="400"/);
});

test("a file that will be announced after its article is not reported as missing", async () => {
	const lost = "![Lost](lost.png)";
	const apply = (coming: string[]) =>
		publisherOf(env).apply([tide(`${body}\n\n${lost}${coming.length}`)], "repository:press", false, coming);
	expect((await apply([])).problems.map(({ message }) => message)).toEqual([
		"posts/High water.png is not in the folder.",
		"posts/lost.png is not in the folder.",
	]);
	const coming = await apply([picture.path, "posts/other.png"]);
	expect(coming.problems.map(({ message }) => message)).toEqual(["posts/lost.png is not in the folder."]);
	const problems = async () => (await publisherOf(env).problems()).length;
	expect(await problems(), "until it is announced, the site reports it as missing").toBe(2);
	await announce(picture);
	expect(await problems()).toBe(1);
});

test("a link to an article leads to the article's page, on whichever site that is; a link to a link post leads to the post's own page", async () => {
	const links = ["plain", "elsewhere", "about"].map((name) => `[${name}](${name}.md#low)`).join(" ");
	await publish(
		source("posts/plain.md", { ...FIELDS, title: "Plain" }, "x"),
		source("posts/elsewhere.md", { ...FIELDS, title: "Elsewhere", webUrl: "https://gazette.example/ebb" }, "x"),
		source("posts/about.md", { ...FIELDS, title: "About", externalUrl: "https://other.example/flood" }, "x"),
		tide(links),
	);
	const items = (await feed("feed"))?.items ?? [];
	const text = items.find(({ title }) => title === "Tide")?.content_html ?? "";
	expect([...text.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
		`${SITE}/articles/posts/plain#text-low`,
		"https://gazette.example/ebb#low",
		`${SITE}/articles/posts/about#text-low`,
	]);
	expect(items.find(({ title }) => title === "About")?.url).toBe("https://other.example/flood");
});

test("a plain text file is published as a file only if it is next to an index file and has no front matter", async () => {
	const file = (path: string, text: string) => ({ path, text, bytes: bytesOf(text) });
	const [note, draft, other] = [
		file("key/note.txt", "Fingerprint: 1234"),
		file("key/draft.txt", "---\ntitle: Secret\ndraft: true\n---\nNot yet."),
		file("posts/other.txt", "---\ntitle: Other\ndraft: true\n---\nNot yet."),
	];
	const index = source("key/index.md", FIELDS, "[note](note.txt) [draft](draft.txt) [other](../posts/other.txt)");
	await publish(index, ...[note, draft, other].map(({ path, text }) => ({ path, text })));
	expect(await announce(note, draft, other)).toMatchObject({ wanted: [note.path], unnamed: 2 });
	expect((await send(note)).status).toBe(200);
	for (const one of [draft, other]) {
		const response = await send(one);
		expect([one.path, response.status]).toEqual([one.path, 409]);
		expect(await response.text()).toContain("This text file is an article, so it cannot be published as a file.");
	}
	await settle();
	expect(await html()).toContain(addressOf(note, "note.txt"));
	expect(await html()).toContain("draft other");
	expect((await get(addressOf(draft, "draft.txt"))).status).toBe(404);
});

test("a file that no article refers to is not stored", async () => {
	await publish(tide("Nothing."));
	expect(await announce(picture)).toMatchObject({ unnamed: 1, wanted: [] });
	const response = await send(picture);
	expect(response.status).toBe(409);
	expect(await response.json()).toEqual({
		error: "No published article refers to this file. Publish an article that does, then upload the file.",
	});
	expect((await get(address)).status).toBe(404);
	await publish(tide(body));
	expect((await announce(picture)).wanted).toEqual([picture.path]);
});

test("a changed file gets a new URL, and the old URL keeps working for cached pages", async () => {
	await publish(tide(body));
	await announce(picture);
	await send(picture);
	await settle();
	const changed = { path: picture.path, bytes: png(40, 30, 9) };
	expect((await announce(changed)).wanted).toEqual([picture.path]);
	await settle();
	expect(await html()).not.toContain("<img");
	await send(changed);
	await settle();
	expect(await html()).toContain(addressOf(changed, "high-water.png"));
	expect((await get(address)).status).toBe(200);
});

test("a deleted file returns 404 immediately", async () => {
	await publish(tide(body));
	await announce(picture);
	await send(picture);
	await settle();
	expect((await get(address)).status).toBe(200);
	const response = await ask("DELETE", "/api/files/posts/High%20water.png");
	expect(response.status).toBe(200);
	await settle();
	expect((await get(address)).status).toBe(404);
	expect(await html()).not.toContain("<img");
	expect((await ask("DELETE", "/api/files/posts/High%20water.png")).status).toBe(404);
});

test("a client with a token can read the bytes of a file through the API", async () => {
	await publish(tide(body));
	await announce(picture);
	await send(picture);
	const response = await ask("GET", "/api/files/posts/High%20water.png");
	expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture.bytes);
	const list = (await (await ask("GET", "/api/files")).text()).trim().split("\n");
	expect(list.map((line) => JSON.parse(line))).toMatchObject([{ path: picture.path, state: "stored" }]);
	expect((await get("/api/files/posts/High%20water.png")).status).toBe(401);
});

test("bytes that do not match the hash are rejected", async () => {
	await publish(tide(body));
	await announce(picture);
	const response = await ask("PUT", `/api/files/posts/High%20water.png?hash=${"0".repeat(40)}`, {
		body: picture.bytes.slice().buffer,
		headers: { "Content-Length": String(picture.bytes.byteLength) },
	});
	expect(response.status).toBe(422);
});
