import type { Repository } from "../repositories.ts";
import type { CommitStatus } from "./hosts/host.ts";

/** What is remembered of a repository from one job to the next. */
export class RepositoryState {
	readonly #sql: SqlStorage;
	readonly #name: string;
	readonly #settings: string;

	constructor(sql: SqlStorage, { name, folder, into, api }: Pick<Repository, "name" | "folder" | "into" | "api">) {
		this.#sql = sql;
		this.#name = name;
		this.#settings = JSON.stringify([folder, into, api]);
	}

	/** Whether it was followed with other settings until now. From now on these count, and no commit is reconciled. */
	hasMoved(): boolean {
		const { settings } = this.#row() ?? {};
		if (settings === this.#settings) return false;
		this.#sql.exec("INSERT OR REPLACE INTO followed (repository, settings) VALUES (?, ?)", this.#name, this.#settings);
		return settings !== undefined;
	}

	/** Whether the site is equal to a commit. */
	isReconciled(commit: string): boolean {
		return this.#row()?.head === commit;
	}

	setReconciled(commit: string, now: number): void {
		this.#sql.exec("UPDATE followed SET head = ?, checked = ? WHERE repository = ?", commit, now, this.#name);
	}

	/** The commit that the site was equal to last, and when that was seen, in milliseconds since 1970. */
	reconciled(): { commit: string | null; checked: number | null } {
		const { head = null, checked = null } = this.#row() ?? {};
		return { commit: head, checked };
	}

	/** The status that was last given to a commit; null if there was none yet. */
	told(): Told | null {
		const { told = null } = this.#row() ?? {};
		// The column holds nothing but what this file wrote.
		return told === null ? null : JSON.parse(told);
	}

	/** @param job its id; the status links to its page */
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

/** The status that a commit was given. */
export interface Told {
	commit: string;
	/** Null if a former release gave the status, which did not remember it. */
	succeeded: boolean | null;
	description: string;
	/** The job whose page the status links to. */
	job: string;
}
