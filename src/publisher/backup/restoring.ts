import { Meta } from "../meta.ts";

/** Where it is kept which backup is being put into the site: until when its articles are released, and its id. */
const RESTORING = "restoring";

/** Where it is kept which backup was put into the site. */
const RESTORED = "restored";

/** A backup. */
export interface Backup {
	/** Made from all that it holds. */
	id: string;
	/** Up to when its dated articles are public, in milliseconds since 1970. */
	released: number;
}

/** The backup that is being put into the site; undefined if none is. */
export function restoring(sql: SqlStorage): Backup | undefined {
	const [released, id] = new Meta(sql).get(RESTORING)?.split(" ") ?? [];
	return id === undefined ? undefined : { id, released: Number(released) };
}

/** The id of the backup that was put into the site; undefined if none was. */
export function restored(sql: SqlStorage): string | undefined {
	return new Meta(sql).get(RESTORED);
}

export function beginRestoring(sql: SqlStorage, { id, released }: Backup): void {
	new Meta(sql).set(RESTORING, `${released} ${id}`);
}

export function endRestoring(sql: SqlStorage, id: string): void {
	new Meta(sql).forget(RESTORING);
	new Meta(sql).set(RESTORED, id);
}
