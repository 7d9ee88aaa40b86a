import { digestOf } from "../digest.ts";
import type { Repository } from "../repositories.ts";
import type { CommitStatus } from "./hosts/host.ts";

/** What is remembered of a repository from one job to the next. */
export class RepositoryState {
	readonly #sql: SqlStorage;
	readonly #name: string;
	readonly #settings: string;

	constructor(sql: SqlStorage, { name, folder, into, api }: Repository) {
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

	/** Whether the commit was told this very thing last. */
	wasNotified(commit: string, status: CommitStatus): boolean {
		return this.#row()?.told === notificationKey(commit, status);
	}

	setNotified(commit: string, status: CommitStatus): void {
		this.#sql.exec("UPDATE followed SET told = ? WHERE repository = ?", notificationKey(commit, status), this.#name);
	}

	#row(): Row | undefined {
		return this.#sql
			.exec<Row>("SELECT settings, head, checked, told FROM followed WHERE repository = ?", this.#name)
			.toArray()[0];
	}
}

type Row = { settings: string; head: string | null; checked: number | null; told: string | null };

/** The page of the job is another each time, and no news. */
function notificationKey(commit: string, { succeeded, description }: CommitStatus): string {
	return digestOf(JSON.stringify([commit, succeeded, description]));
}
