import * as z from "zod";
import {
	announced,
	count,
	fileUpload,
	heldFile,
	heldSource,
	issued,
	job,
	jobs,
	problems,
	subscriber,
	subscribers,
	uploaded,
} from "../../api/schemas.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { connect, misconfigured, understood } from "./connection.ts";

/** The site's response to an upload of changes. */
type Uploaded = z.infer<typeof uploaded>;
export type Counts = Pick<Uploaded, "added" | "changed" | "unchanged" | "removed">;

/** A sync with a Git repository. Times are ISO 8601. */
export type Job = z.infer<typeof job>;

/** A person with a token for private feeds. Times are ISO 8601. */
export type Subscriber = z.infer<typeof subscriber>;
/** A new token: the address of the subscriber's page, and the RSS addresses of the feeds. */
export type Issued = z.infer<typeof issued>;

/** A file stored alongside articles, as the site reports it. */
export type HeldFile = z.infer<typeof heldFile>;
/** The site's response to an announcement of files. */
export type Announced = z.infer<typeof announced>;
/** The state of an upload in parts. */
type FileUpload = z.infer<typeof fileUpload>;

const feed = z.object({ name: z.string(), count, rss: z.string() });
const feeds = z.object({ feeds: z.array(feed) });
/** A feed of the site, with the number of articles in it and its RSS address. */
export type FeedEntry = z.infer<typeof feed>;

/** How many KV writes have to wait because today's quota is used up, and until when they have to wait. */
const full = z.object({ waiting: count, until: z.string() });
export type Full = z.infer<typeof full>;

export const health = z.union([
	z.object({ status: z.enum(["ok", "delayed"]), pending: count, full: full.optional() }),
	misconfigured,
]);
export type Health = z.infer<typeof health>;

/** A change to upload: the text of a source, the deletion of a source, or the fact that a source cannot be read. */
export type Change =
	| { path: string; text: string; modified?: string }
	| { path: string; deleted: true }
	/** A file that cannot be read. The hash identifies the error. */
	| { path: string; unreadable: Fault & { hash: string } };

/** A file in the published folders, or a file that was deleted from them. */
export type FileLine = { path: string; hash: string; bytes: number } | { path: string; deleted: true };

/** A file to upload: its path, Git's hash of its bytes, and the duration of audio or video in seconds. */
type FileName = { path: string; hash: string; duration?: number | undefined };

/** A private feed token to create: its owner, the feeds that it opens (all feeds if not set), and when it expires. */
export interface Subscription {
	for: string;
	feeds?: string[];
	expires?: string;
}

/** The part of a site's API that the command line uses. Any method may throw an `ApiError`. */
export interface Api {
	/** Sends one request with a timeout of ten seconds, and does not retry it. */
	health(): Promise<Health>;
	/** Lists the sources uploaded with this token: path → Git hash. */
	sources(): Promise<Map<string, string>>;
	/**
	 * Uploads changes in one request.
	 *
	 * @param isMore whether more changes of the same batch follow; the site renders feeds only after the last of them
	 */
	publish(changes: Change[], isMore?: boolean): Promise<Uploaded>;
	/**
	 * Lists the files stored alongside articles, sorted by path: only those announced with this token (`"own"`), or all
	 * of them (`"all"`).
	 */
	files(whose: "own" | "all"): Promise<HeldFile[]>;
	/** Announces at most 1,000 files in one request. The response lists the files to upload. */
	announceFiles(lines: FileLine[]): Promise<Announced>;
	/** @param isMore whether more files follow; the site renders articles only after the last of them */
	putFile(file: FileName, bytes: Uint8Array<ArrayBuffer>, isMore: boolean): Promise<void>;
	/** Starts or resumes the upload of a large file in parts. `head` contains the first bytes of the file. */
	beginUpload(file: FileName & { bytes: number }, head: Uint8Array<ArrayBuffer>): Promise<FileUpload>;
	/** Sends a part, numbered from 1. */
	putPart(hash: string, part: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
	completeUpload(hash: string): Promise<void>;
	/** Lists all problems of the sources on the site. */
	problems(): Promise<Problem[]>;
	feeds(): Promise<FeedEntry[]>;
	/** Lists the most recent jobs, newest first. */
	jobs(): Promise<Job[]>;
	job(id: string): Promise<Job>;
	/** Retries a suspended job. */
	retry(id: string): Promise<Job>;
	/** Lists all private feed tokens ever created, newest first. */
	subscribers(): Promise<Subscriber[]>;
	/** Creates a private feed token. A failed request is never retried, because each request creates another token. */
	subscribe(subscription: Subscription): Promise<Issued>;
	/** Revokes a token. */
	revoke(id: string): Promise<Subscriber>;
}

/** Pauses between retries, in milliseconds. Requests are safe to repeat unless noted otherwise. */
const RETRY_DELAYS_MS = [250, 500, 1000];

const OWN_SOURCES = "/api/sources?own=true";
const FILES = "/api/files";
const OWN_FILES = `${FILES}?own=true`;
const SUBSCRIBERS = "/api/subscribers";

/** Creates a client for the site at `base`; see `connect` for the parameters. */
export function createApi(base: string, token: string, ending: AbortSignal, pauses: number[] = RETRY_DELAYS_MS): Api {
	const { ask, insist, get } = connect(base, token, ending, pauses);
	return {
		health: async () => understood(base, "/health", health, (await ask("/health", 10)).text),
		async sources() {
			const lines = (await insist(OWN_SOURCES)).split("\n").filter((line) => line !== "");
			const held = lines.map((line) => understood(base, OWN_SOURCES, heldSource, line));
			return new Map(held.map(({ path, hash }) => [path, hash]));
		},
		async publish(changes, isMore) {
			const body = changes.map((change) => `${JSON.stringify(change)}\n`).join("");
			return get(`/api/sources${isMore ? "?more=true" : ""}`, uploaded, { method: "POST", body });
		},
		async files(whose) {
			const path = whose === "own" ? OWN_FILES : FILES;
			const lines = (await insist(path)).split("\n").filter((line) => line !== "");
			return lines.map((line) => understood(base, path, heldFile, line));
		},
		announceFiles: (lines) =>
			get(FILES, announced, { method: "POST", body: lines.map((line) => `${JSON.stringify(line)}\n`).join("") }),
		async putFile({ path, hash, duration }, body, isMore) {
			const facts = `${duration === undefined ? "" : `&duration=${duration}`}${isMore ? "&more=true" : ""}`;
			await insist(`${filePath(path)}?hash=${hash}${facts}`, { method: "PUT", body });
		},
		beginUpload: (file, body) => get(`/api/uploads?${uploadQuery(file)}`, fileUpload, { method: "POST", body }),
		async putPart(hash, part, body) {
			await insist(`/api/uploads/${hash}/parts/${part}`, { method: "PUT", body });
		},
		completeUpload: async (hash) => void (await insist(`/api/uploads/${hash}/complete`, { method: "POST" })),
		problems: async () => (await get("/api/problems", problems)).problems,
		feeds: async () => (await get("/feeds.json", feeds)).feeds,
		jobs: async () => (await get("/api/jobs", jobs)).jobs,
		job: (id) => get(jobPath(id), job),
		retry: (id) => get(`${jobPath(id)}/retry`, job, { method: "POST" }),
		subscribers: async () => (await get(SUBSCRIBERS, subscribers)).subscribers,
		subscribe: (subscription) => get(SUBSCRIBERS, issued, { method: "POST", body: JSON.stringify(subscription) }, []),
		revoke: (id) => get(`${SUBSCRIBERS}/${encodeURIComponent(id)}`, subscriber, { method: "DELETE" }),
	};
}

/** Returns the path of a file in the API. */
export function filePath(path: string): string {
	return `${FILES}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

function uploadQuery({ path, hash, bytes, duration }: FileName & { bytes: number }): string {
	const facts = duration === undefined ? {} : { duration: String(duration) };
	return new URLSearchParams({ path, hash, bytes: String(bytes), ...facts }).toString();
}

function jobPath(id: string): string {
	return `/api/jobs/${encodeURIComponent(id)}`;
}
