/** The list of all feeds, as it is kept in KV. */
export interface Index {
	/** In the order of names; the feed of the whole site is `feed`. */
	feeds: IndexedFeed[];
}

export interface IndexedFeed {
	name: string;
	/** What it is about: the name of the topic or provider, the title of the site. */
	title: string;
	description?: string | undefined;
	/** How many articles it has in all. */
	count: number;
	/** When the newest was published, in milliseconds since 1970; null if there is none. */
	newest: number | null;
	/** How much was published lately; absent if nothing ever was. */
	activity?: Activity | undefined;
}

/** How many articles there are of each month (UTC), up to that of the newest article: twelve at most. */
export interface Activity {
	/** The first of the months: `2025-12`. */
	from: string;
	/** Of this and each following month. */
	counts: number[];
}
