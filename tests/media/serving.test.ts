import { afterEach, expect, test } from "vitest";
import { get, SITE } from "../publisher/newsroom.ts";
import { addressOf, published, settledReset } from "./files.ts";

afterEach(settledReset);

/** Makes a file in which every position can be identified: an MP3 frame, followed by numbers. */
function sound(length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	for (let index = 0; index < length; index++) bytes[index] = (index * 7 + (index >> 8)) & 255;
	bytes.set([0xff, 0xfb, 0x90, 0x44]);
	return bytes;
}

const size = 300_000;
const file = { path: "posts/tide.mp3", bytes: sound(size) };
const address = addressOf(file, "tide.mp3");
const etag = `"${address.split("/")[2]}"`;

async function part(range: string, more: Record<string, string> = {}) {
	const response = await get(address, { headers: { Range: range, ...more } });
	const { status, headers } = response;
	const bytes = new Uint8Array(await response.arrayBuffer());
	return { status, range: headers.get("Content-Range"), length: headers.get("Content-Length"), bytes };
}

test("clients can request ranges of a file", async () => {
	await published(file);
	const cases = [
		["bytes=0-1", 0, 1],
		["bytes=1000-1999", 1000, 1999],
		["bytes=299000-", 299_000, size - 1],
		["bytes=-5", size - 5, size - 1],
		["bytes=-999999999", 0, size - 1],
		["bytes=100-999999999", 100, size - 1],
		["bytes=0-", 0, size - 1],
	] as const;
	for (const [range, first, last] of cases) {
		const answer = await part(range);
		expect(answer, range).toMatchObject({
			...{ status: 206, range: `bytes ${first}-${last}/${size}`, length: String(last - first + 1) },
		});
		expect(answer.bytes, range).toEqual(file.bytes.subarray(first, last + 1));
	}
	for (const range of [`bytes=${size}-`, "bytes=-0", "bytes=5-2"]) {
		expect(await part(range), range).toMatchObject({ status: 416, range: `bytes */${size}` });
	}
	for (const range of ["bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=-", "bytes"]) {
		expect(await part(range), range).toMatchObject({ status: 200, range: null, bytes: file.bytes });
	}
});

test("with If-Range, a range is returned only if the client's part comes from the same version of the file", async () => {
	await published(file);
	expect((await part("bytes=0-1", { "If-Range": etag })).status).toBe(206);
	expect((await part("bytes=0-1", { "If-Range": '"other"' })).status).toBe(200);
	expect((await part("bytes=0-1", { "If-Range": `W/${etag}` })).status).toBe(200);
	expect((await part("bytes=0-1", { "If-Range": new Date().toUTCString() })).status).toBe(200);
});

test("a file that the client already has is not sent again", async () => {
	await published(file);
	const whole = await get(address);
	const modified = whole.headers.get("Last-Modified") ?? "";
	await whole.body?.cancel();
	expect(whole.headers.get("ETag")).toBe(etag);
	for (const headers of [
		{ "If-None-Match": etag },
		{ "If-None-Match": `"x", W/${etag}` },
		{ "If-None-Match": "*" },
		{ "If-Modified-Since": modified },
		{ "If-None-Match": etag, Range: "bytes=0-1" },
	]) {
		const response = await get(address, { headers });
		expect(response.status, JSON.stringify(headers)).toBe(304);
		expect(response.headers.get("ETag")).toBe(etag);
	}
	for (const value of ["other", '"other"']) {
		const response = await get(address, { headers: { "If-None-Match": value } });
		expect(response.status, value).toBe(200);
		await response.body?.cancel();
	}
});

test("HEAD responds like GET, without the bytes", async () => {
	await published(file);
	const response = await get(address, { method: "HEAD", headers: { Range: "bytes=0-1" } });
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Length")).toBe(String(size));
	expect(response.headers.get("Content-Type")).toBe("audio/mpeg");
	expect(await response.text()).toBe("");
});

test("a file is served under any name with the right extension, and unknown hashes and other extensions return 404", async () => {
	await published(file);
	const { pathname } = new URL(SITE + address);
	const hash = pathname.split("/")[2] ?? "";
	for (const path of [
		`/media/${"0".repeat(40)}/tide.mp3`,
		`/media/${hash}/tide.html`,
		`/media/${hash}/..%2ftide.mp3`,
		`/media/${hash}`,
		`/media/${hash.toUpperCase()}/tide.mp3`,
	]) {
		const response = await get(path);
		expect(response.status, path).toBe(404);
		await response.body?.cancel();
	}
	const other = await get(`/media/${hash}/another-name.mp3?utm=1`);
	expect(other.status).toBe(200);
	expect(other.headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
	await other.body?.cancel();
	expect((await get(address)).headers.get("Cache-Tag")).toBe(`media:${hash},site`);
});
