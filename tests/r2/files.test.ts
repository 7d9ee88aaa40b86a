import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { blobHash } from "../../src/git-hash.ts";
import { PART_BYTES } from "../../src/media/limits.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { type Ask, checked, promised, unauthorized } from "../api/answers.ts";
import { fetchDocument } from "../api/document.ts";
import { ask } from "../api/requests.ts";
import { addressOf, announce, endless, joined, png, published, send, settledReset, tide } from "../media/files.ts";
import { feed, get, publish, settle } from "../publisher/newsroom.ts";

afterEach(settledReset);

const picture = { path: "posts/high.png", bytes: png(40, 30) };
const address = addressOf(picture, "high.png");
const keys = async () => ((await env.MEDIA?.list())?.objects ?? []).map(({ key }) => key);

async function part(path: string, range: string) {
	const response = await get(path, { headers: { Range: range } });
	const { status, headers } = response;
	return { status, range: headers.get("Content-Range"), bytes: new Uint8Array(await response.arrayBuffer()) };
}

test("files are stored as R2 objects, and do not cost KV writes", async () => {
	await published(picture);
	expect(await keys()).toEqual([`media/${blobHash(picture.bytes)}`]);
	expect((await env.KV.list({ prefix: "media:" })).keys).toEqual([]);
	const response = await get(address);
	expect(response.headers.get("Content-Length")).toBe(String(picture.bytes.byteLength));
	expect(response.headers.get("Content-Type")).toBe("image/png");
	expect(response.headers.get("ETag")).toBe(`"${blobHash(picture.bytes)}"`);
	expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture.bytes);
	const head = await get(address, { method: "HEAD" });
	expect(head.headers.get("Content-Length")).toBe(String(picture.bytes.byteLength));
});

test("clients can request byte ranges of an object", async () => {
	await published(picture);
	const size = picture.bytes.byteLength;
	const cases = [
		["bytes=0-1", 0, 1],
		["bytes=10-", 10, size - 1],
		["bytes=-5", size - 5, size - 1],
		["bytes=-99999999", 0, size - 1],
		["bytes=2-99999999", 2, size - 1],
	] as const;
	for (const [range, first, last] of cases) {
		expect(await part(address, range), range).toEqual({
			...{ status: 206, range: `bytes ${first}-${last}/${size}`, bytes: picture.bytes.subarray(first, last + 1) },
		});
	}
	for (const range of [`bytes=${size}-`, "bytes=-0", "bytes=5-2"])
		expect(await part(address, range), range).toMatchObject({ status: 416, range: `bytes */${size}` });
	for (const range of ["bytes=0-1,3-4", "lines=0-1"])
		expect(await part(address, range), range).toMatchObject({ status: 200, bytes: picture.bytes });
	for (const value of ["unquoted", '"other"'])
		expect((await get(address, { headers: { "If-None-Match": value } })).status).toBe(200);
	const same = { "If-None-Match": `"${blobHash(picture.bytes)}"` };
	expect((await get(address, { headers: same })).status).toBe(304);
});

test("an object is public only while a public article refers to it", async () => {
	await published(picture);
	await publish(tide("[The file](high.png)", { audience: "members" }));
	expect((await get(address)).status).toBe(404);
	expect(await keys()).toEqual([`closed/${blobHash(picture.bytes)}`]);
	await publish(tide("[The file](high.png)"));
	const response = await get(address);
	expect(response.headers.get("Content-Type")).toBe("image/png");
	expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture.bytes);
	expect(await keys()).toEqual([`media/${blobHash(picture.bytes)}`]);
});

test("a file that was stored in KV before R2 was enabled is served from KV", async () => {
	const hash = blobHash(picture.bytes);
	const metadata = { type: "image/png", bytes: picture.bytes.byteLength, stored: 0, isPublic: true };
	await env.KV.put(`media:${hash}`, picture.bytes, { metadata });
	expect(new Uint8Array(await (await get(address)).arrayBuffer())).toEqual(picture.bytes);
});

/** Makes a large file that begins with an MP3 frame, followed by numbers. */
function episode(length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	const words = new Uint32Array(bytes.buffer, 0, length >> 2);
	for (let index = 0; index < words.length; index++) words[index] = index;
	bytes.set([0xff, 0xfb, 0x90, 0x44]);
	return bytes;
}

const sound = { path: "posts/episode.mp3", bytes: episode(30 * 1024 * 1024 + 5) };
const hash = blobHash(sound.bytes);
const begin = (bytes = sound.bytes) =>
	ask("POST", `/api/uploads?path=${sound.path}&hash=${hash}&bytes=${sound.bytes.byteLength}&duration=1800`, {
		body: bytes.slice(0, 65_536).buffer,
	});
const sendPart = (number: number, bytes = sound.bytes) => {
	const body = bytes.slice((number - 1) * PART_BYTES, number * PART_BYTES).buffer;
	const headers = { "Content-Length": String(body.byteLength) };
	return ask("PUT", `/api/uploads/${hash}/parts/${number}`, { body, headers });
};
const complete = () => ask("POST", `/api/uploads/${hash}/complete`);

test("a large file is uploaded in parts, and an interrupted upload can be resumed", async () => {
	await publish(tide('<audio src="episode.mp3" controls></audio>'));
	const { wanted, limits } = await announce(sound);
	expect(wanted).toEqual([sound.path]);
	expect(limits).toEqual({ file: 300 * 1024 * 1024, request: 25 * 1024 * 1024, part: PART_BYTES });
	expect((await send(sound)).status).toBe(413);

	expect(await (await begin()).json()).toEqual({ hash, part: PART_BYTES, parts: [] });
	expect((await sendPart(2)).status).toBe(200);
	expect((await complete()).status).toBe(409);
	expect(await (await begin()).json()).toEqual({ hash, part: PART_BYTES, parts: [2] });
	for (const number of [4, 1, 3]) expect((await sendPart(number)).status).toBe(200);
	expect((await sendPart(5)).status).toBe(422);
	const completed = await complete();
	expect(completed.status).toBe(200);
	expect(await completed.json()).toMatchObject({ type: "audio/mpeg", bytes: sound.bytes.byteLength, duration: 1800 });
	await settle();
	const at = addressOf(sound, "episode.mp3");
	expect((await feed("feed"))?.items[0]?.content_html).toContain(at);
	const middle = PART_BYTES * 2 - 10;
	expect((await part(at, `bytes=${middle}-${middle + 19}`)).bytes).toEqual(sound.bytes.subarray(middle, middle + 20));
	expect((await complete()).status).toBe(404);
	expect((await sendPart(1)).status).toBe(404);
	expect((await begin()).status).toBe(200);
});

test("a large file is not stored if it does not begin with the announced bytes", async () => {
	await publish(tide('<audio src="episode.mp3" controls></audio>'));
	await announce(sound);
	await begin();
	const other = joined(new TextEncoder().encode("<html>"), sound.bytes.subarray(6));
	for (const number of [1, 2, 3, 4]) expect((await sendPart(number, other)).status).toBe(200);
	expect((await complete()).status).toBe(415);
	expect(await keys()).toEqual([]);
	expect((await begin(new TextEncoder().encode("<html>".repeat(2000)))).status).toBe(415);
});

test("an upload that R2 has aborted starts again", async () => {
	await publish(tide('<audio src="episode.mp3" controls></audio>'));
	await announce(sound);
	await begin();
	await sendPart(1);
	const upload = await publisherOf(env).files().uploads().get(hash);
	await env.MEDIA?.resumeMultipartUpload(`media/${hash}`, upload?.id ?? "").abort();
	expect((await sendPart(2)).status).toBe(404);
	expect(await (await begin()).json()).toMatchObject({ parts: [] });
});

test("all documented responses for large files occur, and each matches its schema in the OpenAPI document", async () => {
	await publish(tide('<audio src="episode.mp3" controls></audio> <audio src="huge.mp3"></audio>'));
	await announce(sound);
	const document = await fetchDocument();
	const isMeant = (path: string) => path.startsWith("/api/uploads");
	const query = (path: string, bytes: number, of = hash) => `/api/uploads?path=${path}&hash=${of}&bytes=${bytes}`;
	const head = sound.bytes.slice(0, 65_536).buffer;
	const size = sound.bytes.byteLength;
	const html = new TextEncoder().encode("<html>".repeat(2000));
	const partOf = (number: number): Ask => {
		const body = sound.bytes.slice((number - 1) * PART_BYTES, number * PART_BYTES).buffer;
		const headers = { "Content-Length": String(body.byteLength) };
		return ["putPart", `/api/uploads/${hash}/parts/${number}`, { body, headers }];
	};
	const other = joined(html, sound.bytes.subarray(html.byteLength));
	const otherHash = "1".repeat(40);
	const requests: Ask[] = [
		["putPart", `/api/uploads/${hash}/parts/1`, { body: "x", headers: { "Content-Length": "1" } }],
		["completeUpload", `/api/uploads/${hash}/complete`],
		["completeUpload", "/api/uploads/none/complete"],
		["beginUpload", query(sound.path, 0), { body: head }],
		["beginUpload", query("posts/none.mp3", size), { body: head }],
		["beginUpload", query("posts/huge.mp3", 400 * 1024 * 1024, otherHash), { body: head }],
		["beginUpload", query(sound.path, size), { body: "x" }],
		["beginUpload", query(sound.path, size), { body: html }],
		["beginUpload", query(sound.path, size), { body: head }],
		["putPart", `/api/uploads/${hash}/parts/0`, { body: "x", headers: { "Content-Length": "1" } }],
		["putPart", `/api/uploads/${hash}/parts/1`, { body: "x", headers: { "Content-Length": "1" } }],
		["putPart", `/api/uploads/${hash}/parts/1`, { body: endless(html) }],
		["completeUpload", `/api/uploads/${hash}/complete`],
		...[1, 2, 3, 4].map(partOf),
		["completeUpload", `/api/uploads/${hash}/complete`],
		["beginUpload", query("posts/huge.mp3", size, otherHash), { body: head }],
		...[1, 2, 3, 4].map((number): Ask => {
			const body = other.slice((number - 1) * PART_BYTES, number * PART_BYTES).buffer;
			const headers = { "Content-Length": String(body.byteLength) };
			return ["putPart", `/api/uploads/${otherHash}/parts/${number}`, { body, headers }];
		}),
		["completeUpload", `/api/uploads/${otherHash}/complete`],
	];
	const seen = await unauthorized(document, isMeant);
	for (const request of requests) seen.push(await checked(document, request));
	expect([...new Set(seen)].sort()).toEqual(promised(document, isMeant));
});
