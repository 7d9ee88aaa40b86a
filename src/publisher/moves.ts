import type { Description } from "../article/article.ts";
import type { ReadSource } from "../article/read-source.ts";
import { type Directory, namesOf } from "../feed/directory.ts";
import { feedPath } from "../feed/feed.ts";
import { MOST_MOVES, type Move } from "../feed/moves.ts";
import type { Departures } from "./departures.ts";
import type { Descriptions } from "./descriptions.ts";
import type { Outbox } from "./outbox.ts";

/** The redirects that authors wrote, and the names that topics and providers had. */
export class Moves {
	readonly #sql: SqlStorage;
	readonly #outbox: Outbox;

	constructor(sql: SqlStorage, outbox: Outbox) {
		this.#sql = sql;
		this.#outbox = outbox;
	}

	/** Takes over a reading: redirects, or none any more. */
	keep(path: string, read: ReadSource): void {
		if (read.kind === "rejected") return;
		const had = this.#sql.exec("DELETE FROM redirect WHERE path = ? RETURNING 1", path).toArray().length > 0;
		const redirects = read.kind === "redirects" ? read.redirects : [];
		for (const { from, to } of redirects) this.#sql.exec("INSERT INTO redirect VALUES (?, ?, ?)", path, from, to);
		if (had || redirects.length > 0) this.#outbox.mark({ kind: "moves" });
	}

	/**
	 * Remembers the names under which something was described: they lead to where it is described now, for ever.
	 *
	 * @param after the description that took the place of the first one, if any did
	 */
	rename(before: Description | undefined, after: Description | undefined): void {
		this.#outbox.mark({ kind: "moves" });
		if (!before) return;
		const isSameKind = after?.feed.split("/")[0] === before.feed.split("/")[0];
		const target = isSameKind && after ? after.feed : before.feed;
		// Nothing leads away from where others lead to: so there are no circles.
		this.#sql.exec("DELETE FROM former_name WHERE name = ?", target);
		for (const name of namesOf(before)) {
			if (name === target) continue;
			this.#sql.exec("UPDATE former_name SET feed = ? WHERE feed = ?", target, name);
			this.#sql.exec("INSERT OR REPLACE INTO former_name VALUES (?, ?)", name, target);
		}
	}

	/** Where a name leads under which something was described, also if it is no alias any more. */
	targetOf(name: string): string | undefined {
		return this.#sql.exec<{ feed: string }>("SELECT feed FROM former_name WHERE name = ?", name).toArray()[0]?.feed;
	}

	/** All that has become of addresses: as authors say, as topics and providers are called now, as articles moved. */
	all(descriptions: Descriptions, departures: Departures): Move[] {
		const directory = descriptions.directory();
		const written = this.#sql
			.exec<{ origin: string; target: string }>("SELECT origin, target FROM redirect ORDER BY path LIMIT ?", MOST_MOVES)
			.toArray()
			.map(({ origin, target }): Move => ({ from: origin, status: 301, to: target }));
		const former = this.#sql.exec<{ name: string; feed: string }>("SELECT name, feed FROM former_name ORDER BY name");
		const names = [...directory.aliases(), ...former.toArray().map(({ name, feed }): [string, string] => [name, feed])];
		// Of what is more than can be kept, the last goes.
		return [
			...descriptions.retirements.ended().map((feed) => ended(feed, descriptions.of(feed)?.movedTo, directory)),
			...names
				.filter(([name]) => !directory.isDescribed(name))
				.map(([name, feed]): Move => ({ from: feedPath(name), status: 308, to: feedPath(feed) })),
			...written,
			...departures.moves(),
		];
	}
}

function ended(feed: string, successor: string | undefined, directory: Directory): Move {
	const to = successor === undefined ? feed : directory.topicFeed(successor);
	return to === feed ? { from: feedPath(feed), status: 410 } : { from: feedPath(feed), status: 308, to: feedPath(to) };
}
