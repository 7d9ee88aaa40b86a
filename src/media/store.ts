/** The range of a request: `first` to `last` (null: to the end), or the last `suffix` bytes. */
export type AskedRange = { first: number; last: number | null } | { suffix: number };

/** Part of a file of known length. */
export interface Part {
	offset: number;
	length: number;
}

/** Where the bytes of a file are. */
export type StoreName = "kv" | "r2";

/** What a store knows of a file. */
export interface StoredFacts {
	/** The media type. */
	type: string;
	bytes: number;
	/** When it was stored, in milliseconds since 1970. */
	stored: number;
}

/** A stored file, as it is read. */
export interface ReadFile extends StoredFacts {
	/** Null: it has no such part. */
	body: ReadableStream | null;
	/** The part that `body` is; absent: all. */
	part?: Part;
}

/**
 * Keeps files by the hash of their bytes. Public ones can be read by everybody. Others are closed: they stay for the day
 * that an article for everybody names them, and for members.
 */
export interface FileStore {
	/** Throws if the body does not have that length, or the store fails. */
	put(hash: string, body: ReadableStream | ArrayBuffer, facts: StoredFacts, isPublic: boolean): Promise<void>;
	/** Null if there is none that may be read. */
	get(hash: string, mayBeClosed: boolean, asked: AskedRange | null): Promise<ReadFile | null>;
	/** Opens a file to everybody, or closes it. Returns whether there is such a file. */
	setPublic(hash: string, isPublic: boolean): Promise<boolean>;
	delete(hash: string): Promise<void>;
}
