/**
 * The requested range: from `first` to `last` (or to the end of the file if `last` is null), or the last `suffix`
 * bytes.
 */
export type AskedRange = { first: number; last: number | null } | { suffix: number };

/** A part of a file, in bytes. */
export interface Part {
	offset: number;
	length: number;
}

/** The store that contains a file. */
export type StoreName = "kv" | "r2";

/** What the store records about a file. */
export interface StoredFacts {
	/** The media type. */
	type: string;
	bytes: number;
	/** When the file was stored, in milliseconds since 1970. */
	stored: number;
}

/** A file read from a store. */
export interface ReadFile extends StoredFacts {
	/** Null if the file does not contain the requested range. */
	body: ReadableStream | null;
	/** The part that `body` contains; absent for the whole file. */
	part?: Part;
}

/**
 * A store for files, which are identified by the hash of their bytes. Everyone can read public files. Private files can
 * be read only by members, or by nobody until a public article refers to them.
 */
export interface FileStore {
	/** Stores a file. Throws if the body has a different length than declared, or if the store fails. */
	put(hash: string, body: ReadableStream | ArrayBuffer, facts: StoredFacts, isPublic: boolean): Promise<void>;
	/**
	 * Reads a file. Returns null if the file does not exist, or if the client may not read it.
	 *
	 * @param mayBeClosed whether the client may read private files
	 */
	get(hash: string, mayBeClosed: boolean, asked: AskedRange | null): Promise<ReadFile | null>;
	/** Makes a file public or private. Returns whether the file exists. */
	setPublic(hash: string, isPublic: boolean): Promise<boolean>;
	delete(hash: string): Promise<void>;
}
