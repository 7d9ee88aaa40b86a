import type { Archives } from "../feed/feed.ts";
import type { UnknownName } from "./resolve-selection.ts";

/** What is answered to somebody who asks for a selection or an archive. */
export type Answer =
	| {
			kind: "document";
			/** Gzipped. */
			body: Uint8Array;
			/** Quoted, weak. */
			etag: string;
			/** Milliseconds since 1970, whole seconds. */
			modified: number;
			/** The cache tags of all that it depends on. */
			tags: string[];
			/** Where what is older is, and of an archive what is newer. */
			archives: Archives | undefined;
			/** The hub at which it can be subscribed to. */
			hub: string | undefined;
	  }
	/**
	 * To another path, with its query: the one spelling of the same, or a stored feed that is the same; or, for now, to
	 * the document of an archive that an address means.
	 */
	| { kind: "moved"; location: string; isForNow?: boolean; tags: string[] }
	/** A feed that is asked for is not there. */
	| { kind: "unknown"; name: UnknownName }
	/** Whoever asks may not read it. Only of private feeds. */
	| { kind: "closed" }
	/** Nothing was published in that period; `tag` is the cache tag of what would change that. */
	| { kind: "empty"; tag: string };

/** A stored feed that somebody named. */
export interface CalledFeed {
	name: string;
	/** What it is about. */
	title: string;
	/** False if it is only known of: it never had an article, or has ended. */
	isThere: boolean;
}

/** A stored feed at this moment, whether KV has it yet or not: its bytes, gzipped, and the tag that they have there. */
export type Rendition =
	| { kind: "document"; body: Uint8Array; etag: string }
	/** More is about to come that belongs to what came: until then no feed is rendered. */
	| { kind: "later" }
	| { kind: "none" };
