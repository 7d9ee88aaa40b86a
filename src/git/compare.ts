import { isDefaults } from "../article/folder-defaults.ts";
import type { Fault, Problem } from "../article/problem.ts";
import {
	isAboutFolder,
	isCountedPath,
	isUnreadName,
	MAX_SOURCE_BYTES,
	NOT_READ,
	pathFault,
	TOO_LARGE,
} from "../article/source.ts";
import { blobHash } from "../git-hash.ts";
import { ownerOfRepository } from "../publisher/write/sources.ts";
import type { Repository } from "../repositories.ts";
import { filesToStage, type StagedFile } from "./file-staging.ts";
import { PermanentError } from "./hosts/client.ts";
import type { TreeFile } from "./hosts/host.ts";
import { type Job, MAX_PROBLEMS } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange } from "./jobs.ts";
import type { Step } from "./staging.ts";
import { TreeListing } from "./tree-listing.ts";

/** Maximum number of requests to the Git host per run. The free plan allows 50 subrequests per invocation. */
const REQUESTS_PER_RUN = 30;

/** Number of sources listed per call to the Publisher. */
const PAGE = 5000;

/** Compares the site with the newest commit of the branch, and stages the changes. */
export async function compare(context: JobContext, job: Job): Promise<JobChange> {
	const { repository, host, followed, staging, fileStaging, storage, publisher } = context;
	if (!context.listing) {
		const commit = await host.head();
		if (commit === null) throw new PermanentError(noBranch(repository));
		// Scheduled and manual jobs always compare, even if the recorded state says that nothing has changed.
		if ((job.cause === "push" || job.looks > 0) && followed.isReconciled(commit)) return { state: "reporting", commit };
		context.listing = new TreeListing(repository, commit, context.hostOf);
	}
	const { listing } = context;
	if (!(await listing.continue(REQUESTS_PER_RUN))) throw new PermanentError(noFolder(repository, listing.commit));
	if (!listing.isDone) return { state: "looking", commit: listing.commit };
	if (listing.files.some(({ hash }) => !/^[0-9a-f]{40}$/.test(hash))) {
		throw new PermanentError("The repository uses SHA-256 object names. Only SHA-1, Git's default, is supported.");
	}
	const found = diff(repository, listing.files, await siteSources(context));
	const owner = ownerOfRepository(repository.name);
	const refused = await publisher.refusals(
		found.steps.map(({ path }) => path),
		owner,
	);
	const refusedPaths = new Set(refused.map(({ path }) => path));
	const { steps, problems, ...counts } = without(found, refusedPaths);
	const sources = new Set(listing.files.map(({ path }) => path.normalize("NFC")));
	const changed = filesToStage(listing.own, sources, await siteFiles(context), repository.into);
	// Changed articles may refer to any of these files. If no article changes, stage only the files that existing
	// articles may refer to.
	const staged = steps.length > 0 ? changed : await nameable(context, changed);
	storage.transactionSync(() => {
		staging.replace(steps);
		fileStaging.replace(staged);
	});
	context.listing = undefined;
	const unfit = refused.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	return {
		...{ state: "fetching", commit: listing.commit, fetched: 0, stored: 0, ...counts },
		problems: [...problems, ...unfit].slice(0, MAX_PROBLEMS),
	};
}

/** Lists the sources on the site that the repository owns: path → Git hash. */
async function siteSources({ publisher, repository }: JobContext): Promise<Map<string, string>> {
	const owner = ownerOfRepository(repository.name);
	const all = new Map<string, string>();
	for (let after = "", isLast = false; !isLast; ) {
		const page = await publisher.sources(after, PAGE, owner);
		for (const { path, hash } of page) all.set(path, hash);
		after = page.at(-1)?.path ?? "";
		isLast = page.length < PAGE;
	}
	return all;
}

/** Lists the files from the repository that the site stores alongside articles, by path. */
async function siteFiles({ publisher, repository }: JobContext): Promise<Map<string, { hash: string; state: string }>> {
	const owner = ownerOfRepository(repository.name);
	const all = new Map<string, { hash: string; state: string }>();
	for (let after = "", isLast = false; !isLast; ) {
		const page = await publisher.files().list(after, PAGE, owner);
		for (const { path, hash, state } of page) all.set(path, { hash, state });
		after = page.at(-1)?.path ?? "";
		isLast = page.length < PAGE;
	}
	return all;
}

async function nameable({ publisher }: JobContext, files: StagedFile[]): Promise<StagedFile[]> {
	const named = new Set(await publisher.files().mayBeNamed(files.map(({ path }) => path)));
	return files.filter(({ path, hash }) => hash === null || named.has(path));
}

function noBranch({ branch, url }: Repository): string {
	return (
		`There is no branch ${branch} at ${url}. The repository is empty, deleted or private, or the branch has another name. ` +
		"Its articles stay published. Push to the branch, or correct REPOSITORIES."
	);
}

function noFolder({ folder, url }: Repository, commit: string): string {
	return (
		`There is no folder ${folder} in commit ${commit.slice(0, 8)} of ${url}. Its articles stay published. ` +
		"Correct `folder` in REPOSITORIES. To unpublish everything, leave an empty file in the folder."
	);
}

/** The differences between the site and a commit. */
interface Difference {
	steps: Step[];
	added: number;
	changed: number;
	removed: number;
	/** Number of files that the site cannot store, because another file has the same path. */
	unsent: number;
	/** Problems with files that cannot be sources, such as symbolic links. */
	problems: Problem[];
}

/** Removes the steps for some sources from a difference. */
function without(difference: Difference, paths: ReadonlySet<string>): Difference {
	if (paths.size === 0) return difference;
	const dropped = difference.steps.filter(({ path }) => paths.has(path));
	const steps = difference.steps.filter(({ path }) => !paths.has(path));
	// Sources that belong to other owners were counted as added, because this repository does not own them yet.
	const { added, unsent } = difference;
	return { ...difference, steps, added: added - dropped.length, unsent: unsent + dropped.length };
}

/** Returns the path of a source's file in the repository. */
export function fileOf({ folder, into }: Pick<Repository, "folder" | "into">, path: string): string {
	return (folder === "" ? "" : `${folder}/`) + path.slice(into.length);
}

/** Compares a commit's files with the repository's sources on the site (path → Git hash). */
export function diff(
	repository: Pick<Repository, "folder" | "into">,
	files: readonly TreeFile[],
	siteSources: ReadonlyMap<string, string>,
): Difference {
	const problems: Problem[] = [];
	const byHash = new Map([...siteSources].map(([path, hash]) => [hash, path]));
	const found = new Map<string, Step>();
	let twins = 0;
	for (const { path: written, hash, isLink, size = 0 } of files) {
		if (!isCountedPath(written)) continue;
		const path = repository.into + written.normalize("NFC");
		const file = repository.folder === "" ? written : `${repository.folder}/${written}`;
		const isTwin = found.has(path);
		const fault = isUnreadName(path) ? NOT_READ : faultOf(path, isLink, isTwin);
		if (fault && fault !== NOT_READ && !isAboutFolder(path)) problems.push({ severity: "error", path: file, ...fault });
		if (isTwin) twins++;
		// Leave out the second of two files with the same path, unless it contains folder defaults: the Publisher must know
		// about unreadable defaults, because they may be what restricts a folder to members.
		if (isTwin && !isDefaults(path)) continue;
		found.set(
			path,
			fault
				? { path, file, hash: hashOfFault(hash, fault), fault }
				: { path, file, hash, fault: size > MAX_SOURCE_BYTES ? TOO_LARGE : null, copyOf: byHash.get(hash) },
		);
	}
	const steps = [...found.values()].filter(({ path, hash }) => siteSources.get(path) !== hash);
	const added = steps.filter(({ path }) => !siteSources.has(path)).length;
	const changed = steps.length - added;
	for (const path of siteSources.keys()) if (!found.has(path)) steps.push({ path, file: "", hash: null, fault: null });
	return { steps, added, changed, removed: steps.length - added - changed, unsent: twins, problems };
}

/**
 * Returns a hash for a file with an error. It must differ from the file's own hash: the file may become valid without
 * changing, when another file with the same path is removed.
 */
function hashOfFault(hash: string, { message }: Fault): string {
	return blobHash(new TextEncoder().encode(`${message}\n${hash}`));
}

function faultOf(path: string, isLink: boolean, isTwin: boolean): Fault | null {
	if (isLink) {
		return {
			line: null,
			message: "This is a symbolic link, which is not followed.",
			hint: "Replace it with the file itself.",
		};
	}
	if (isTwin) {
		const message = "Another file name looks the same but is encoded differently in Unicode.";
		return { line: null, message, hint: "Rename one of the two." };
	}
	const fault = pathFault(path);
	return fault === null ? null : { line: null, message: `The path ${fault}.`, hint: "Rename the file." };
}
