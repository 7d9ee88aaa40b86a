import * as z from "zod";
import { jsonOf } from "../../json.ts";
import type { Repository } from "../../repositories.ts";
import { fileOf, type HostFile, RateLimitedError, retryTimeOf } from "./client.ts";

/**
 * A pointer, which a Git repository contains in place of a file that is stored in Git LFS
 * (github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
 */
export interface LfsPointer {
	/** SHA-256 of the file in hex. */
	oid: string;
	/** Length of the file in bytes. */
	size: number;
}

/** Parses a pointer. Returns undefined if these bytes are not a pointer. */
export function lfsPointer(head: Uint8Array): LfsPointer | undefined {
	if (head.byteLength > 1024) return undefined;
	const text = new TextDecoder().decode(head);
	if (!/^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d\r?\n/.test(text)) return undefined;
	const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1];
	const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1];
	return oid === undefined || size === undefined ? undefined : { oid, size: Number(size) };
}

const answerSchema = z.object({
	objects: z.array(
		z.object({
			oid: z.string(),
			actions: z
				.object({ download: z.object({ href: z.url(), header: z.record(z.string(), z.string()).default({}) }) })
				.optional(),
			error: z.object({ message: z.string().default("no reason given") }).optional(),
		}),
	),
});

const MEDIA_TYPE = "application/vnd.git-lfs+json";

/** Timeouts in milliseconds. */
const TIMEOUTS = { batch: 20_000, file: 300_000 };

/** A file is not available from Git LFS, for the reason in the message. */
export class LfsError extends Error {}

/**
 * Fetches a file through the batch API of Git LFS (github.com/git-lfs/git-lfs/tree/main/docs/api). Sends two requests.
 */
export async function fetchLfs({ url }: Repository, token: string | undefined, pointer: LfsPointer): Promise<HostFile> {
	const response = await fetch(`${url}.git/info/lfs/objects/batch`, {
		method: "POST",
		headers: {
			...{ Accept: MEDIA_TYPE, "Content-Type": MEDIA_TYPE, "User-Agent": "Newsstand" },
			...(token === undefined ? {} : { Authorization: `Basic ${btoa(`token:${token}`)}` }),
		},
		body: JSON.stringify({ operation: "download", transfers: ["basic"], objects: [pointer] }),
		redirect: "manual",
		signal: AbortSignal.timeout(TIMEOUTS.batch),
	});
	const text = await response.text();
	throwIfLimited(response, text);
	if (response.status >= 500) throw new Error(`Git LFS on ${new URL(url).host} answered ${response.status}.`);
	const [object] = answerSchema.safeParse(jsonOf(text)).data?.objects ?? [];
	if (!object?.actions) {
		throw new LfsError(object?.error?.message ?? `Git LFS on ${new URL(url).host} answered ${response.status}`);
	}
	const { href, header } = object.actions.download;
	// The download URL may be on another host, so send only the headers that came with it, never the token.
	const file = await fetch(href, { headers: header, signal: AbortSignal.timeout(TIMEOUTS.file) });
	if (file.ok) return { ...fileOf(file), bytes: pointer.size };
	await file.body?.cancel();
	throwIfLimited(file, "");
	if (file.status >= 500) throw new Error(`Git LFS answered ${file.status} for a file.`);
	throw new LfsError(`Git LFS answered ${file.status}`);
}

function throwIfLimited({ status, headers }: Response, words: string): void {
	const until = retryTimeOf(status, headers, words, Date.now());
	if (until !== null) throw new RateLimitedError("Git LFS does not accept any more requests right now.", until);
}
