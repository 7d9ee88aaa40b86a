import Newsstand, * as objects from "../../../src/worker.ts";

/**
 * The Worker with counters for its Durable Objects. `GET /bench/counters` returns the counters by class. `GET
 * /bench/plans` returns the query plan of each statement that the Publisher has run since the last call.
 */

/** How many unfinished cursors to keep before counting them as finished. A cursor counts rows while it is read. */
const OPEN_CURSORS = 500;

/** Wraps a Durable Object class and counts its work. */
function counted(Original) {
	const counter = {
		...{ calls: 0, alarms: 0, longestCall: 0, longestAlarm: 0 },
		...{ rowsRead: 0, rowsWritten: 0, puts: 0, putBytes: 0, deletes: 0, lastWrite: 0 },
	};
	const cursors = [];
	const statements = new Map();
	const settle = (left) => {
		for (const cursor of cursors.splice(0, Math.max(0, cursors.length - left))) {
			counter.rowsRead += cursor.rowsRead;
			counter.rowsWritten += cursor.rowsWritten;
		}
	};

	class Counted extends Original {
		constructor(ctx, env) {
			const { sql } = ctx.storage;
			const exec = sql.exec.bind(sql);
			sql.exec = (text, ...bindings) => {
				const cursor = exec(text, ...bindings);
				cursors.push(cursor);
				if (cursors.length > 2 * OPEN_CURSORS) settle(OPEN_CURSORS);
				if (!statements.has(text)) statements.set(text, () => exec(`EXPLAIN QUERY PLAN ${text}`, ...bindings));
				return cursor;
			};
			super(ctx, { ...env, KV: countedKv(env.KV, counter) });
		}

		counters() {
			settle(0);
			return { ...counter, databaseSize: this.ctx.storage.sql.databaseSize };
		}

		plans() {
			const plans = [...statements].map(([text, plan]) => [text, [...plan()].map(({ detail }) => detail)]);
			statements.clear();
			return plans;
		}
	}

	for (const method of Object.getOwnPropertyNames(Original.prototype)) {
		if (method === "constructor") continue;
		const [count, longest] = method === "alarm" ? ["alarms", "longestAlarm"] : ["calls", "longestCall"];
		Counted.prototype[method] = async function (...given) {
			counter[count]++;
			const began = performance.now();
			try {
				return await Original.prototype[method].apply(this, given);
			} finally {
				counter[longest] = Math.max(counter[longest], performance.now() - began);
			}
		};
	}
	return Counted;
}

function countedKv(kv, counter) {
	const counting = (operation, count) => {
		return async (...given) => {
			counter[count]++;
			if (operation === "put") counter.putBytes += given[1].byteLength;
			await kv[operation](...given);
			counter.lastWrite = Date.now();
		};
	};
	return { put: counting("put", "puts"), delete: counting("delete", "deletes") };
}

export const { Reconciler } = objects;
export const Publisher = counted(objects.Publisher);
export const Hub = counted(objects.Hub);

export default class extends Newsstand {
	async fetch(request) {
		const { pathname } = new URL(request.url);
		const of = (objects) => objects.getByName("site");
		if (pathname === "/bench/plans") return Response.json(await of(this.env.PUBLISHER).plans());
		if (pathname !== "/bench/counters") return super.fetch(request);
		const [Publisher, Hub] = await Promise.all([this.env.PUBLISHER, this.env.HUB].map((one) => of(one).counters()));
		return Response.json({ Publisher, Hub });
	}
}
