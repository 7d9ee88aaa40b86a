import { partOfFile } from "./byte-range.ts";
import type { AskedRange, FileStore, ReadFile, StoredFacts } from "./store.ts";

/** Prefixes of the keys of public files, and of all other files. */
const PUBLIC = "media/";
const CLOSED = "closed/";

function fileKey(hash: string, isPublic: boolean): string {
	return (isPublic ? PUBLIC : CLOSED) + hash;
}

/**
 * Stores files as R2 objects. The key shows whether a file is public, so serving a file takes one operation, and a file
 * that becomes private disappears everywhere at once. An R2 object cannot be renamed, so making a file public or
 * private copies the object.
 */
export class R2Store implements FileStore {
	readonly #bucket: R2Bucket;

	constructor(bucket: R2Bucket) {
		this.#bucket = bucket;
	}

	async put(
		hash: string,
		body: ReadableStream | ArrayBuffer,
		{ type, stored }: StoredFacts,
		isPublic: boolean,
	): Promise<void> {
		await this.#bucket.put(fileKey(hash, isPublic), body, optionsOf(type, stored));
	}

	async get(hash: string, mayBeClosed: boolean, asked: AskedRange | null): Promise<ReadFile | null> {
		const file = await this.#get(fileKey(hash, true), asked);
		return file ?? (mayBeClosed ? this.#get(fileKey(hash, false), asked) : null);
	}

	async #get(key: string, asked: AskedRange | null): Promise<ReadFile | null> {
		if (asked === null) {
			const whole = await this.#bucket.get(key);
			return whole && { ...factsOf(whole), body: whole.body };
		}
		// R2 would send the whole object for an empty range.
		const object = hasNoByte(asked)
			? null
			: await this.#bucket.get(key, { range: rangeOf(asked) }).catch(nullIfOutside);
		const part = object && partOfFile(asked, object.size);
		if (object && part) return { ...factsOf(object), body: object.body, part };
		await object?.body.cancel();
		const found = object ?? (await this.#bucket.head(key));
		return found && { ...factsOf(found), body: null };
	}

	async setPublic(hash: string, isPublic: boolean): Promise<boolean> {
		const [wanted, other] = [fileKey(hash, isPublic), fileKey(hash, !isPublic)];
		const object = await this.#bucket.get(other);
		if (object === null) return (await this.#bucket.head(wanted)) !== null;
		const { type, stored } = factsOf(object);
		await this.#bucket.put(wanted, object.body, optionsOf(type, stored));
		await this.#bucket.delete(other);
		return true;
	}

	async delete(hash: string): Promise<void> {
		await this.#bucket.delete([fileKey(hash, true), fileKey(hash, false)]);
	}
}

/** Uploads a large file to R2 in parts. */
export class PartwiseUpload {
	readonly #bucket: R2Bucket;
	readonly #key: string;

	constructor(bucket: R2Bucket, hash: string, isPublic: boolean) {
		this.#bucket = bucket;
		this.#key = fileKey(hash, isPublic);
	}

	/** Begins the upload and returns its id. */
	async begin(type: string, now: number): Promise<string> {
		return (await this.#bucket.createMultipartUpload(this.#key, optionsOf(type, now))).uploadId;
	}

	/**
	 * Stores a part (parts are numbered from 1) and returns its ETag; null if R2 has aborted the upload.
	 *
	 * @param body a stream with a known length
	 */
	async put(id: string, part: number, body: ReadableStream): Promise<string | null> {
		try {
			return (await this.#bucket.resumeMultipartUpload(this.#key, id).uploadPart(part, body)).etag;
		} catch (error) {
			if (isUnknownUpload(error)) return null;
			throw error;
		}
	}

	/** Completes the upload and returns the length of the file and its first bytes; null if R2 has aborted the upload. */
	async complete(
		id: string,
		parts: R2UploadedPart[],
		head: number,
	): Promise<{ bytes: number; head: Uint8Array } | null> {
		try {
			const { size } = await this.#bucket.resumeMultipartUpload(this.#key, id).complete(parts);
			const object = await this.#bucket.get(this.#key, { range: { offset: 0, length: head } });
			return { bytes: size, head: new Uint8Array((await object?.arrayBuffer()) ?? []) };
		} catch (error) {
			if (isUnknownUpload(error)) return null;
			throw error;
		}
	}
}

function isUnknownUpload(error: unknown): boolean {
	return hasCode(error, 10024);
}

function nullIfOutside(error: unknown): null {
	if (hasCode(error, 10039)) return null;
	throw error;
}

/** Whether an error has this R2 error code (https://developers.cloudflare.com/r2/api/error-codes/). */
function hasCode(error: unknown, code: number): boolean {
	return error instanceof Error && error.message.includes(`(${code})`);
}

function hasNoByte(asked: AskedRange): boolean {
	return "suffix" in asked ? asked.suffix === 0 : asked.last !== null && asked.last < asked.first;
}

function rangeOf(asked: AskedRange): R2Range {
	if ("suffix" in asked) return asked;
	const { first, last } = asked;
	return last === null ? { offset: first } : { offset: first, length: last - first + 1 };
}

function optionsOf(type: string, stored: number): R2PutOptions & R2MultipartOptions {
	return { httpMetadata: { contentType: type }, customMetadata: { stored: String(stored) } };
}

function factsOf(object: R2Object): StoredFacts {
	return {
		type: object.httpMetadata?.contentType ?? "application/octet-stream",
		bytes: object.size,
		stored: Number(object.customMetadata?.["stored"] ?? object.uploaded.getTime()),
	};
}
