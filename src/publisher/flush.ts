import { Buffer } from "node:buffer";
import { FORMATS } from "../feed/feed.ts";
import { frontOf } from "../feed/front.ts";
import type { Index } from "../feed/index-of-feeds.ts";
import { writeMoves } from "../feed/moves.ts";
import { render } from "../renditions/render.ts";
import { compressed } from "./compressed.ts";
import { digestOf, etagOf } from "./digest.ts";
import { writeIndex } from "./index-lines.ts";
import { articleKey, type Gone, INDEX_KEY, MOVES_KEY, type RenditionMetadata, renditionKey } from "./keys.ts";
import type { Entry } from "./outbox.ts";
import { feedOf, type Press } from "./stored-feed.ts";
import type { Operation, Written } from "./writings.ts";

/** How many KV operations an entry costs at most. */
export const OPERATIONS: Record<Entry["kind"], number> = { feed: FORMATS.length, article: 1, index: 1, moves: 1 };

/**
 * What is to be done to bring KV up to date for one entry of the outbox. Nothing, where the same was written last: asking
 * twice does no harm.
 *
 * @param written what was written of the entry's keys
 */
export function operationsOf(
	press: Press,
	entry: Entry,
	written: ReadonlyMap<string, Written>,
	now: number,
): Operation[] {
	return draftsOf(press, entry, now).flatMap((draft) => operationOf(draft, written.get(draft.key)) ?? []);
}

/** What KV is to hold. */
interface Draft {
	key: string;
	/** Null: nothing any more. */
	text: string | null;
	/** When anything in it last changed, in milliseconds since 1970. */
	updated: number;
	isCompressed?: boolean;
	/** What comes after it in the same value. */
	after?: string | undefined;
}

function draftsOf(press: Press, entry: Entry, now: number): Draft[] {
	if (entry.kind === "feed") return feedDrafts(press, entry.name, now);
	if (entry.kind === "article") return [articleDraft(press, entry.name, now)];
	if (entry.kind === "index") {
		const text = writeIndex(press);
		const { feeds }: Index = JSON.parse(text);
		return [{ key: INDEX_KEY, text, updated: now, after: JSON.stringify(frontOf(feeds)) }];
	}
	const { descriptions, catalog } = press;
	const moves = writeMoves(descriptions.moves.all(descriptions, catalog.departures));
	return [{ key: MOVES_KEY, text: moves === "" ? null : moves, updated: now }];
}

function feedDrafts(press: Press, name: string, now: number): Draft[] {
	const feed = feedOf(press, name, now);
	return FORMATS.map((format) => ({
		key: renditionKey(name, format),
		text: feed ? render(feed, format, press.site) : null,
		updated: feed?.updated ?? now,
		isCompressed: true,
		after: feed && format === "json" ? render(feed, "teasers", press.site) : undefined,
	}));
}

function articleDraft({ catalog }: Press, address: string, now: number): Draft {
	const key = articleKey(address);
	const article = catalog.articleAt(address);
	if (article) return { key, text: JSON.stringify(article), updated: article.updated };
	const gone: Gone = { gone: true };
	return { key, text: catalog.departures.isGone(address) ? JSON.stringify(gone) : null, updated: now };
}

/**
 * A value's time of modification is that of the newest change in it, but always later than the last one: a reader that
 * knows no ETag must see that an article has gone.
 */
function operationOf(draft: Draft, last: Written | undefined): Operation | undefined {
	const { key, text, updated, isCompressed = false, after } = draft;
	if (text === null) return last && { kind: "delete", key };
	const document = new TextEncoder().encode(text);
	const plain = after === undefined ? [document] : [document, new TextEncoder().encode(after)];
	const digest = digestOf(Buffer.concat(plain));
	const isSame = last?.digest === digest;
	if (isSame && last.written > 0) return undefined;
	const stored = isCompressed ? compressed(document) : document;
	const later = Math.max(Math.floor(updated / 1000) * 1000, last ? last.modified + 1000 : 0);
	const metadata: RenditionMetadata = {
		etag: etagOf(digestOf(document)),
		modified: isSame ? last.modified : later,
		...(after === undefined ? {} : { length: stored.byteLength }),
	};
	return { kind: "put", key, value: Buffer.concat([stored, ...plain.slice(1)]), digest, metadata };
}

/** Throws if KV does. */
export async function carryOut(kv: KVNamespace, operation: Operation): Promise<void> {
	if (operation.kind === "delete") return kv.delete(operation.key);
	await kv.put(operation.key, operation.value, { metadata: operation.metadata });
}
