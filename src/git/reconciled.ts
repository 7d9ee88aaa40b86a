import type { Repository } from "../repositories.ts";

/** Which commit of a repository the site is equal to. */
export class Reconciled {
	readonly #sql: SqlStorage;
	readonly #repository: Repository;

	constructor(sql: SqlStorage, repository: Repository) {
		this.#sql = sql;
		this.#repository = repository;
	}

	is(commit: string): boolean {
		const state = this.#stateOf(commit);
		return (
			this.#sql
				.exec("SELECT 1 FROM reconciled WHERE repository = ? AND state = ?", this.#repository.name, state)
				.toArray().length > 0
		);
	}

	set(commit: string): void {
		this.#sql.exec("INSERT OR REPLACE INTO reconciled VALUES (?, ?)", this.#repository.name, this.#stateOf(commit));
	}

	/** With other folders the same commit is something else. */
	#stateOf(commit: string): string {
		return JSON.stringify([commit, this.#repository.folder, this.#repository.into]);
	}
}
