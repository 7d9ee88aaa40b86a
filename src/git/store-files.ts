import type { Problem } from "../article/problem.ts";
import type { FileFault } from "../media/content-type.ts";
import { hasLocation } from "../media/location.ts";
import { storeCalled } from "../media/stores.ts";
import { blobFacts } from "../publisher/files/blob-facts.ts";
import { ownerOfRepository } from "../publisher/write/sources.ts";
import { changeOf, type StagedFile } from "./file-staging.ts";
import type { HostFile } from "./hosts/client.ts";
import { fetchLfs, LfsError, lfsPointer } from "./hosts/lfs.ts";
import { type Job, MAX_PROBLEMS } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange } from "./jobs.ts";

/** Number of files announced per call to the Publisher. */
const FILES_PER_CALL = 1000;

/**
 * Maximum number of files fetched per run. The free plan allows 50 subrequests per invocation. Fetching a file may take
 * three subrequests, and storing it takes one more.
 */
const FILES_PER_RUN = 12;

/** A Worker can have at most six open connections, and each file takes two. */
const CONNECTIONS = 3;

/**
 * Number of bytes read from the start of a file to determine its type and, for pictures, the dimensions and location
 * data.
 */
const HEAD_BYTES = 128 * 1024;

/**
 * Announces files to the Publisher, and stores as many of the files that articles refer to as one run is allowed to.
 */
export async function storeSome(context: JobContext, job: Job): Promise<JobChange> {
	const { fileStaging } = context;
	const fresh = fileStaging.list("new", FILES_PER_CALL);
	if (fresh.length > 0) return { state: "storing", tries: 0, problems: withMore(job, await announce(context, fresh)) };
	const files = fileStaging.list("wanted", FILES_PER_RUN);
	if (files.length === 0) {
		const isSame = job.added + job.changed + job.removed + job.stored === 0;
		return { state: isSame ? "reporting" : "publishing", polls: 0 };
	}
	const isMore = fileStaging.count("wanted") > files.length;
	const problems: Problem[] = [];
	let stored = job.stored;
	const queue = files.values();
	const storeFromQueue = async () => {
		for (const file of queue) {
			const outcome = await storeOne(context, file, job.commit ?? "", isMore);
			if (outcome === "waiting") return fileStaging.suspend();
			fileStaging.remove([file.path]);
			if (outcome !== "known") stored++;
			if (typeof outcome === "object") problems.push(outcome);
		}
	};
	// If storing one file fails, still wait until the other files are stored.
	const outcomes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, storeFromQueue));
	for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
	return { state: "storing", tries: 0, stored, problems: withMore(job, problems) };
}

function withMore({ problems }: Job, more: readonly Problem[]): Problem[] {
	return [...problems, ...more].slice(0, MAX_PROBLEMS);
}

/**
 * Announces files to the Publisher, and stages those that it requests. Does not announce files that no article can
 * refer to.
 */
async function announce({ publisher, repository, fileStaging }: JobContext, fresh: StagedFile[]): Promise<Problem[]> {
	const files = publisher.files();
	const named = new Set(await files.mayBeNamed(fresh.map(({ path }) => path)));
	const changes = fresh.filter(({ path, hash }) => hash === null || named.has(path)).map(changeOf);
	const result = await files.announce(changes, ownerOfRepository(repository.name));
	const kept = new Set([...result.wanted, ...result.waiting]);
	fileStaging.set(result.wanted, "wanted");
	fileStaging.set(result.waiting, "waiting");
	fileStaging.remove(fresh.map(({ path }) => path).filter((path) => !kept.has(path)));
	return result.problems;
}

/**
 * Streams a file from the host into the store. Returns `waiting` if KV cannot accept more files today, and `known` if
 * there is nothing to store. If it returns a problem, the file has been stored, but needs a warning.
 */
async function storeOne(
	context: JobContext,
	staged: StagedFile,
	commit: string,
	isMore: boolean,
): Promise<"stored" | "waiting" | "known" | Problem> {
	const { host, publisher, repository, bindings, stripLocation } = context;
	const { path, file, hash } = staged;
	if (hash === null) return "known";
	const files = publisher.files();
	const unfit = async (fault: FileFault) => {
		await files.unfit(path, hash, fault);
		return "known" as const;
	};
	let opened = await open(await host.file({ file, hash }, commit), staged.bytes || null);
	const pointer = opened.isWhole ? lfsPointer(opened.head) : undefined;
	if (pointer) {
		try {
			opened = await open(await fetchLfs(repository, context.token, pointer), pointer.size);
		} catch (error) {
			if (error instanceof LfsError) return unfit(lfsFault(path, error.message));
			throw error;
		}
	}
	const { head, rest, bytes } = opened;
	const refuse = async <T>(outcome: T): Promise<T> => {
		await rest.cancel();
		return outcome;
	};
	if (bytes === null)
		return refuse(await unfit({ message: `The host does not report the size of ${path}.`, hint: "" }));
	const facts = blobFacts(head, path, bytes, context.bindings);
	if ("message" in facts) return refuse(await unfit(facts));
	const permission = await files.permit(path, hash, bytes, ownerOfRepository(repository.name));
	if (permission.kind === "waiting") return refuse("waiting");
	if (permission.kind !== "go") return refuse("known");
	const { isPublic } = permission;
	const { readable, writable } = new FixedLengthStream(bytes);
	const results = await Promise.allSettled([
		storeCalled(bindings, facts.store)?.put(hash, readable, { type: facts.type, bytes, stored: Date.now() }, isPublic),
		copy(head, rest, writable),
	]);
	for (const result of results) if (result.status === "rejected") throw result.reason;
	await files.stored(path, hash, facts, isPublic, isMore);
	return stripLocation && facts.type.startsWith("image/") && hasLocation(head) ? locationProblem(file) : "stored";
}

/** A file of which only the beginning has been read so far. */
interface OpenedFile {
	head: Uint8Array;
	/** Whether `head` is the whole file. */
	isWhole: boolean;
	rest: ReadableStreamDefaultReader<Uint8Array>;
	/** Null if unknown. */
	bytes: number | null;
}

async function open({ body, bytes }: HostFile, known: number | null): Promise<OpenedFile> {
	const rest = body.getReader();
	const blocks: Uint8Array[] = [];
	let length = 0;
	let isWhole = false;
	while (length < HEAD_BYTES && !isWhole) {
		const { done, value } = await rest.read();
		if (value) blocks.push(value);
		length += value?.byteLength ?? 0;
		isWhole = done;
	}
	const head = new Uint8Array(length);
	let at = 0;
	for (const block of blocks) {
		head.set(block, at);
		at += block.byteLength;
	}
	return { head, isWhole, rest, bytes: isWhole ? length : (known ?? bytes) };
}

async function copy(
	head: Uint8Array,
	rest: ReadableStreamDefaultReader<Uint8Array>,
	writable: WritableStream<Uint8Array>,
): Promise<void> {
	const writer = writable.getWriter();
	try {
		await writer.write(head);
		for (;;) {
			const { done, value } = await rest.read();
			if (done) break;
			await writer.write(value);
		}
		await writer.close();
	} catch (error) {
		await Promise.allSettled([rest.cancel(), writer.abort(error)]);
		throw error;
	}
}

function lfsFault(path: string, reason: string): FileFault {
	return {
		message: `${path} is in Git LFS, but could not be downloaded: ${reason.replace(/\.$/, "")}.`,
		hint: "Give the site a token that can read the repository, or store the file in Git itself (`git lfs untrack`).",
	};
}

function locationProblem(file: string): Problem {
	return {
		...{ severity: "warning", path: file, line: null },
		message:
			"The picture's metadata contains the place where the picture was taken. Pictures from a repository are published unchanged.",
		hint: "Remove its location data and push again: `exiftool -gps:all= -xmp:geotag= FILE`.",
	};
}
