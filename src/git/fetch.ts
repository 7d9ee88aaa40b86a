import { hasFrontMatter } from "../article/front-matter.ts";
import { decodeSource, MAX_SOURCE_BYTES, TOO_LARGE } from "../article/source.ts";
import { blobHash } from "../git-hash.ts";
import { ownerOfRepository, type Source, sourceHash, type Unreadable } from "../publisher/write/sources.ts";
import { fileOf } from "./compare.ts";
import type { Host } from "./hosts/host.ts";
import { type Job, MAX_PROBLEMS } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange } from "./jobs.ts";
import type { Fetched, Unfetched } from "./staging.ts";

/**
 * Maximum number of files fetched per run. The free plan allows 50 subrequests per invocation, and a file may need two
 * of them.
 */
const FILES_PER_RUN = 24;

/** A Worker can have at most six open connections. */
const CONNECTIONS = 6;

/** Maximum size of one call to the Publisher: the number of sources and, approximately, the number of characters. */
const BATCH = { sources: 500, characters: 1_000_000 };

/** Maximum number of sources per run whose text is copied from the Publisher. */
const COPIES_PER_RUN = 100;

/** Fetches as many added and changed files as one run is allowed to fetch. */
export async function fetchSome(context: JobContext, job: Job): Promise<JobChange> {
	const { host, staging } = context;
	const fetching = (): JobChange => {
		return { state: "fetching", fetched: job.added + job.changed - staging.countUnfetched(), tries: 0 };
	};
	if (await copySome(context)) return fetching();
	const files = staging.unfetched(FILES_PER_RUN);
	if (files.length === 0) return { state: "applying" };
	const queue = files.values();
	const fetchFromQueue = async () => {
		for (const file of queue) staging.keep(file.path, await fetchOne(host, file, job.commit ?? ""));
	};
	// If fetching one file fails, still wait for the others, so that their contents are kept.
	const outcomes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, fetchFromQueue));
	for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
	return fetching();
}

/**
 * Copies the text of sources that the Publisher already has under other paths, for example after a folder was renamed.
 * The copies keep the date of the original, because renaming does not change a file. Returns false if there is nothing
 * to copy.
 */
async function copySome({ staging, publisher, storage }: JobContext): Promise<boolean> {
	const copies = staging.copies(COPIES_PER_RUN);
	if (copies.length === 0) return false;
	const paths = [...new Set(copies.map(({ copyOf }) => copyOf))];
	const sources = await publisher.firstSources(paths, BATCH.characters);
	const byPath = new Map(sources.map((source, index) => [paths[index], source]));
	storage.transactionSync(() => {
		for (const { path, hash, copyOf } of copies) {
			const source = byPath.get(copyOf);
			// Sources that did not fit into the response are copied in the next run.
			if (source === undefined) continue;
			if (source !== null && isComplete(source) && sourceHash(source) === hash) staging.keep(path, source);
			else staging.forgetCopy(path);
		}
	});
	return true;
}

/** Whether the date of a source is known, either from its text or from the file's last change. */
function isComplete(source: Source | Unreadable): boolean {
	return "fault" in source || source.dated !== undefined || hasFrontMatter(source.text);
}

/** Applies one batch of fetched files. The Publisher does not render feeds until it has received the last batch. */
export async function applySome(
	{ repository, staging, fileStaging, publisher }: JobContext,
	job: Job,
): Promise<JobChange> {
	const batch = staging.batch(BATCH.sources, BATCH.characters);
	if (batch.length === 0) return { state: "storing" };
	const isMore = staging.hasMoreThan(batch.length);
	const { refused } = await publisher.apply(batch, ownerOfRepository(repository.name), isMore, fileStaging.coming());
	staging.clear(batch);
	const unfit = refused.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	return { state: "applying", problems: [...job.problems, ...unfit].slice(0, MAX_PROBLEMS), tries: 0 };
}

async function fetchOne(host: Host, { file, hash }: Unfetched, commit: string): Promise<Fetched> {
	const bytes = await host.blob(hash, MAX_SOURCE_BYTES);
	if (bytes === null) return { fault: TOO_LARGE };
	if (blobHash(bytes) !== hash)
		throw new Error(`The host returned content for ${file} that does not match the commit.`);
	const decoded = decodeSource(bytes);
	if ("fault" in decoded) return decoded;
	// Front matter usually contains the date, so look up the last change only for files without front matter.
	const dated = hasFrontMatter(decoded.text) ? undefined : await host.changed(file, commit);
	return { text: decoded.text, dated };
}
