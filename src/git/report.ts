import type { Repository } from "../repositories.ts";
import { Followed } from "./followed.ts";
import type { Job } from "./job.ts";
import type { Jobs } from "./jobs.ts";

/** Jobs that are told of. */
const TOLD_JOBS = 20;

/** How things stand with the repositories, for whoever runs the site. */
export interface GitReport {
	repositories: RepositoryReport[];
	/** The newest first; twenty at most. */
	jobs: Job[];
}

export interface RepositoryReport {
	/** As `Repository.name`. */
	name: string;
	/** The commit that the site was equal to last; null if there was none yet. */
	commit: string | null;
	/** When that was seen last, in milliseconds since 1970. */
	checked: number | null;
	/** The job that is worked on, or else the newest; null if there is none. */
	job: Job | null;
}

export function gitReport(sql: SqlStorage, repositories: readonly Repository[], jobs: Jobs): GitReport {
	return {
		repositories: repositories.map((repository) => ({
			name: repository.name,
			...new Followed(sql, repository).reconciled(),
			job: jobs.active(repository.name) ?? jobs.last(repository.name) ?? null,
		})),
		jobs: jobs.list(TOLD_JOBS),
	};
}
