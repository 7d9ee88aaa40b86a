import { reset } from "cloudflare:test";
import { deflateSync } from "node:zlib";
import { blobHash } from "../../src/git-hash.ts";
import { ask } from "../api/requests.ts";
import { publish, settle, source } from "../publisher/newsroom.ts";

/** Returns the address of a file in the API, with each path segment percent-encoded. */
export function fileAt(path: string, query = ""): string {
	return `/api/files/${path.split("/").map(encodeURIComponent).join("/")}${query}`;
}

/** A file that a test uploads. */
export interface TestFile {
	path: string;
	bytes: Uint8Array;
}

const CRC = Array.from({ length: 256 }, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value >>> 0;
});

function crc(bytes: Uint8Array): number {
	let value = 0xffffffff;
	for (const byte of bytes) value = (CRC[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
	return (value ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(data.byteLength + 12);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, data.byteLength);
	bytes.set(new TextEncoder().encode(type), 4);
	bytes.set(data, 8);
	view.setUint32(data.byteLength + 8, crc(bytes.subarray(4, data.byteLength + 8)));
	return bytes;
}

/** Makes a grey PNG of this size. A different shade makes a different file. */
export function png(width = 4, height = 3, shade = 0): Uint8Array {
	const header = new Uint8Array(13);
	const view = new DataView(header.buffer);
	view.setUint32(0, width);
	view.setUint32(4, height);
	header.set([8, 0, 0, 0, 0], 8);
	const pixels = new Uint8Array(Math.min(width * height, 1000) + height).fill(shade);
	return joined(
		Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
		chunk("IHDR", header),
		chunk("IDAT", deflateSync(pixels)),
		chunk("IEND", new Uint8Array()),
	);
}

export function joined(...parts: Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
	let offset = 0;
	for (const part of parts) {
		bytes.set(part, offset);
		offset += part.byteLength;
	}
	return bytes;
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Announces files, and returns the response. */
export async function announce(...files: (TestFile | { path: string; deleted: true })[]) {
	const lines = files.map((file) =>
		JSON.stringify(
			"deleted" in file ? file : { path: file.path, hash: blobHash(file.bytes), bytes: file.bytes.byteLength },
		),
	);
	const response = await ask("POST", "/api/files", { body: lines.join("\n") });
	return response.json<{
		stored: number;
		wanted: string[];
		waiting: string[];
		unnamed: number;
		removed: number;
		problems: { path: string; message: string }[];
		limits: { file: number; request: number; part: number | null };
	}>();
}

/** Uploads the bytes of a file. */
export function send({ path, bytes }: TestFile, query = ""): Promise<Response> {
	return ask("PUT", fileAt(path, `?hash=${blobHash(bytes)}${query}`), {
		body: bytes.slice().buffer,
		headers: { "Content-Length": String(bytes.byteLength) },
	});
}

/** Returns the path at which the site serves a file. */
export function addressOf({ bytes }: TestFile, name: string): string {
	return `/media/${blobHash(bytes)}/${name}`;
}

/** Empties the storage as soon as no alarm is pending, because an alarm that runs in the meantime would fail. */
export async function settledReset(): Promise<void> {
	await settle();
	await reset();
}

/** Makes an article with this body. `over` adds fields to the required ones. */
export function tide(body: string, over: Record<string, unknown> = {}) {
	return source("posts/tide.md", { title: "Tide", date: "2026-05-04T10:00:00Z", ...over }, body);
}

/** Publishes a file, and an article that refers to it. */
export async function published(file: TestFile, over: Record<string, unknown> = {}): Promise<Response> {
	await publish(tide(`Before.\n\n[The file](</${file.path}>)\n\nAfter.`, over));
	await announce(file);
	const response = await send(file);
	await settle();
	return response;
}

/** Makes a body of unknown length. */
export function endless(bytes: Uint8Array): ReadableStream {
	return new ReadableStream({
		start(controller) {
			controller.enqueue(bytes);
			controller.close();
		},
	});
}
