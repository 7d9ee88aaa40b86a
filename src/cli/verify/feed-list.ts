import * as z from "zod";

const listedFeed = z.object({
	name: z.string(),
	count: z.number(),
	rss: z.url(),
	atom: z.url(),
	json: z.url(),
});

const feedList = z.object({ feeds: z.array(listedFeed) });

/** A feed of a Newsstand, with the number of its articles and its addresses. */
export type ListedFeed = z.infer<typeof listedFeed>;

/** Reads what `/feeds.json` says; null if it is something else. */
export function readFeedList(text: string): ListedFeed[] | null {
	try {
		return feedList.safeParse(JSON.parse(text)).data?.feeds ?? null;
	} catch {
		return null;
	}
}

/** The feed of the whole site. */
export function siteFeed(feeds: ListedFeed[]): ListedFeed | undefined {
	return feeds.find(({ name }) => name === "feed");
}

/** The topic and the provider with the most articles. */
export function largest(feeds: ListedFeed[]): ListedFeed[] {
	return ["topics/", "providers/"].flatMap((kind) => {
		const ofKind = feeds.filter(({ name }) => name.startsWith(kind));
		const [first] = ofKind.toSorted((a, b) => b.count - a.count);
		return first ?? [];
	});
}
