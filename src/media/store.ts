/** The requested range: from `first` to `last` (null: to the end), or the last `suffix` bytes. */
export type AskedRange = { first: number; last: number | null } | { suffix: number };

/** A part of a file of known length. */
export interface Part {
	offset: number;
	length: number;
}

/** The store that holds a file's bytes. */
export type StoreName = "kv" | "r2";

/** Facts about a file that the store keeps. */
export interface StoredFacts {
	/** The media type. */
	type: string;
	bytes: number;
	/** When it was stored, in milliseconds since 1970. */
	stored: number;
}

/** A file read from a store. */
export interface ReadFile extends StoredFacts {
	/** Null if the file has no such part. */
	body: ReadableStream | null;
	/** The part contained in `body`; absent for the whole file. */
	part?: Part;
}

/**
 * A store of files, identified by the hash of their bytes. Everybody can read public files. Private files can be read
 * by members only, or by nobody until a public article refers to them.
 */
export interface FileStore {
	/** Stores a file. Throws if the body has another length, or if the store fails. */
	put(hash: string, body: ReadableStream | ArrayBuffer, facts: StoredFacts, isPublic: boolean): Promise<void>;
	/**
	 * Reads a file; null if there is none that the client may read.
	 *
	 * @param mayBeClosed whether the client may read private files
	 */
	get(hash: string, mayBeClosed: boolean, asked: AskedRange | null): Promise<ReadFile | null>;
	/** Makes a file public or private. Returns whether the file exists. */
	setPublic(hash: string, isPublic: boolean): Promise<boolean>;
	delete(hash: string): Promise<void>;
}
