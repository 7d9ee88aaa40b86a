import { ownerOfRepository } from "../publisher/owners.ts";
import type { Repository } from "../repositories.ts";
import { difference, fileOf, without } from "./difference.ts";
import { DeadEnd } from "./host-error.ts";
import { type Job, MOST_PROBLEMS } from "./job.ts";
import type { JobChange } from "./jobs.ts";
import { Walk } from "./walk.ts";
import type { Work } from "./work.ts";

/** Requests to a host in one run: the free plan allows 50 subrequests. */
const REQUESTS_PER_RUN = 30;

/** A host may tell of a push before its API shows it: what it told of is looked for again after these pauses, in ms. */
const SECOND_LOOKS = [3000, 10_000];

/** Sources that one call to the Publisher lists. */
const PAGE = 5000;

/** Finds out what separates the site from the newest commit of the branch. */
export async function look(work: Work, job: Job, now: number): Promise<JobChange> {
	const { repository, host, followed, staging, storage, publisher } = work;
	if (!work.walk) {
		const commit = await host.head();
		if (commit === null) throw new DeadEnd(noBranch(repository));
		// What was asked for by the clock or by a person looks closely, come what may.
		if (job.cause === "push" && followed.isReconciled(commit)) {
			const pause = job.expected === null || job.expected === commit ? undefined : SECOND_LOOKS[job.looks];
			if (pause === undefined) return { state: "reporting", commit, looks: 0 };
			return { state: "looking", looks: job.looks + 1, due: now + pause };
		}
		work.walk = new Walk(host, commit);
	}
	const { walk } = work;
	if (!(await walk.goOn(REQUESTS_PER_RUN))) throw new DeadEnd(noFolder(repository, walk.commit));
	if (!walk.isDone) return { state: "looking", commit: walk.commit };
	if (walk.files.some(({ hash }) => !/^[0-9a-f]{40}$/.test(hash))) {
		throw new DeadEnd("The repository names its objects with SHA-256. Only SHA-1, which is usual, is understood.");
	}
	const found = difference(repository, walk.files, await held(work));
	const owner = ownerOfRepository(repository.name);
	const refused = await publisher.refusals(
		found.steps.map(({ path }) => path),
		owner,
	);
	const refusedPaths = new Set(refused.map(({ path }) => path));
	const { steps, problems, ...counts } = without(found, refusedPaths);
	storage.transactionSync(() => staging.replace(steps));
	work.walk = undefined;
	const unfit = refused.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	return {
		...{ state: "fetching", commit: walk.commit, looks: 0, fetched: 0, ...counts },
		problems: [...problems, ...unfit].slice(0, MOST_PROBLEMS),
	};
}

/** What the site holds of the repository: path → Git's hash. */
async function held({ publisher, repository }: Work): Promise<Map<string, string>> {
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

function noBranch({ branch, url }: Repository): string {
	return (
		`There is no branch ${branch} at ${url}: the repository is empty, gone or private, or the branch has another name. ` +
		"What was published of it stays. Push to it, or correct REPOSITORIES."
	);
}

function noFolder({ folder, url }: Repository, commit: string): string {
	return (
		`There is no folder ${folder} in commit ${commit.slice(0, 8)} of ${url}. What was published of it stays. ` +
		"Correct `folder` in REPOSITORIES; to take everything back, leave an empty file in the folder."
	);
}
