import type { Repository } from "../repositories.ts";
import type { CommitStatus } from "./hosts/host.ts";

/** Data about a repository that is kept between jobs. */
export class RepositoryState {
	readonly #sql: SqlStorage;
	readonly #name: string;
	readonly #settings: string;

	constructor(sql: SqlStorage, { name, folder, into, api }: Pick<Repository, "name" | "folder" | "into" | "api">) {
		this.#sql = sql;
		this.#name = name;
		this.#settings = JSON.stringify([folder, into, api]);
	}

	/**
	 * Whether the repository's settings have changed. If so, stores the new settings, and forgets which commit the site
	 * was last synced to.
	 */
	hasMoved(): boolean {
		const { settings } = this.#row() ?? {};
		if (settings === this.#settings) return false;
		this.#sql.exec("INSERT OR REPLACE INTO followed (repository, settings) VALUES (?, ?)", this.#name, this.#settings);
		return settings !== undefined;
	}

	/** Whether a commit is the one that the site was last synced to. */
	isReconciled(commit: string): boolean {
		return this.#row()?.head === commit;
	}

	setReconciled(commit: string, now: number): void {
		this.#sql.exec("UPDATE followed SET head = ?, checked = ? WHERE repository = ?", commit, now, this.#name);
	}

	/**
	 * Returns the commit that the site was last synced to, and when a job last confirmed that, in milliseconds since
	 * 1970.
	 */
	reconciled(): { commit: string | null; checked: number | null } {
		const { head = null, checked = null } = this.#row() ?? {};
		return { commit: head, checked };
	}

	/** Returns the last commit status; null if none has been set yet. */
	told(): Told | null {
		const { told = null } = this.#row() ?? {};
		// Only this file writes the column.
		return told === null ? null : JSON.parse(told);
	}

	/** @param job the id of the job; the status links to its page */
	setNotified(commit: string, { succeeded, description }: CommitStatus, job: string): void {
		const told: Told = { commit, succeeded, description, job };
		this.#sql.exec("UPDATE followed SET told = ? WHERE repository = ?", JSON.stringify(told), this.#name);
	}

	#row(): Row | undefined {
		return this.#sql
			.exec<Row>("SELECT settings, head, checked, told FROM followed WHERE repository = ?", this.#name)
			.toArray()[0];
	}
}

type Row = { settings: string; head: string | null; checked: number | null; told: string | null };

/** A status that was set for a commit. */
export interface Told {
	commit: string;
	/** Null if the status was set by an earlier release of Newsstand, which did not store this field. */
	succeeded: boolean | null;
	description: string;
	/** The id of the job; the status links to its page. */
	job: string;
}
