import { log } from "../../log.ts";
import type { FileStore, StoreName } from "../../media/store.ts";
import { fileTag, ICONS_TAG } from "../kv-keys.ts";
import type { PublisherStore } from "../store.ts";
import { SECOND_PURGE } from "../timing.ts";
import { type Blob, FILE_GRACE } from "./files.ts";
import { SITE_REFERENCES } from "./references.ts";

/** Number of files to check per run. Each file may take two KV operations. */
const FILES_PER_RUN = 100;

/** How long after a failed check a file is checked again, in milliseconds. */
const FILE_RETRY = 10_000;

/**
 * Makes each stored file public or private, as required by the articles that refer to it. Deletes files that no article
 * has referred to for a week. Marks the articles that are affected. Returns the number of store operations used.
 *
 * @param storeOf returns undefined if the store no longer exists; the files in it are then lost
 */
export async function checkFiles(
	store: PublisherStore,
	storeOf: (name: StoreName) => FileStore | undefined,
	transact: (action: () => void) => void,
	now: number,
): Promise<number> {
	store.files.endGrace(now);
	let operations = 0;
	for (const blob of store.files.due(now, FILES_PER_RUN)) {
		if (operations >= store.budget.fileOperations) break;
		try {
			operations += await check(store, storeOf(blob.store === "r2" ? "r2" : "kv"), transact, blob, now);
		} catch (error) {
			log("file", { hash: blob.hash, error });
			store.files.check([blob.hash], now + FILE_RETRY);
			operations += 2;
		}
	}
	return operations;
}

/** Checks one stored file. Returns the number of store operations used. */
async function check(
	store: PublisherStore,
	media: FileStore | undefined,
	transact: (action: () => void) => void,
	blob: Blob,
	now: number,
): Promise<number> {
	const { files, publications } = store;
	const { hash } = blob;
	const isForEverybody = files.isForEverybody(hash);
	const unnamed = files.isNamed(hash, now) ? null : (blob.unnamed ?? now);
	const isOver = unnamed !== null && unnamed + FILE_GRACE <= now;
	const isChanged = isForEverybody !== (blob.is_public === 1);
	let isThere = media !== undefined;
	if (media && isOver) await media.delete(hash);
	else if (media && isChanged) {
		if (blob.store === "kv") publications.countWrites(1, now);
		isThere = await media.setPublic(hash, isForEverybody);
		// KV may not find a file that was written only a moment ago. Delete it, so that it does not stay public.
		if (!isThere) await media.delete(hash);
	}
	transact(() => {
		// If the articles have changed in the meantime, check the file again at once.
		const isAsBefore = files.isForEverybody(hash) === isForEverybody && files.isNamed(hash, now) === (unnamed === null);
		if (isOver || !isThere) files.removeBlob(hash);
		else {
			files.setPublic(hash, isForEverybody);
			files.setChecked(hash, unnamed, isAsBefore ? unnamed && unnamed + FILE_GRACE : now);
		}
		if (isChanged || isOver || !isThere) store.purges.note([fileTag(hash)], now, now + SECOND_PURGE);
		if (isChanged || !isThere || blob.is_new === 1) for (const path of files.pathsOf(hash)) markNaming(store, path);
	});
	return (isOver ? 1 : 0) + (isChanged ? 2 : 0);
}

/** Marks every outbox entry that is rendered from articles or descriptions that refer to a file or source. */
export function markNaming(store: PublisherStore, path: string): void {
	for (const article of store.references.to(path)) markArticle(store, article);
}

/**
 * Marks every outbox entry that displays files referred to by an article, a description or the settings. For readers,
 * changed files do not count as an update of the article.
 */
export function markArticle({ catalog, descriptions, outbox, purges, sql }: PublisherStore, path: string): void {
	const now = Date.now();
	if (path === SITE_REFERENCES) purges.note([ICONS_TAG], now, now + SECOND_PURGE);
	catalog.mark(path);
	const described = sql.exec<{ feed: string }>("SELECT feed FROM description WHERE path = ?", path).toArray();
	for (const { feed } of described) {
		if (catalog.has(feed)) outbox.mark({ kind: "feed", name: feed });
		else for (const one of articlesBy(sql, feed)) catalog.mark(one);
	}
	if (described.length > 0) descriptions.forget();
}

/**
 * Returns the public articles by an author.
 *
 * @param feed such as `authors/ada`
 */
function articlesBy(sql: SqlStorage, feed: string): string[] {
	const rows = sql.exec<{ path: string }>("SELECT path FROM byline WHERE author = ?", feed.replace(/^authors\//, ""));
	return rows.toArray().map(({ path }) => path);
}
