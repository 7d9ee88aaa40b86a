import type { Outbox } from "./outbox.ts";

export interface Health {
	/** `delayed`: writing fails at the moment and is tried again. */
	status: "ok" | "delayed";
	/** Feeds whose renditions are not yet what they should be. */
	pending: number;
}

/** @param isBusy whether anything is to be read again or written */
export function healthOf(outbox: Outbox, isBusy: boolean): Health {
	const feeds = outbox.dirtyFeeds();
	// What is not a feed (a page, the list of feeds) counts as one as long as it is all that is left.
	const pending = feeds || (isBusy ? 1 : 0);
	return { status: outbox.hasFailures() ? "delayed" : "ok", pending };
}
