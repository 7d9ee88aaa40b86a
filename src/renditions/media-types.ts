import type { Format } from "../feed/feed.ts";

/** RFC 4287 section 7, RSS Advisory Board profile, JSON Feed 1.1. Sent with `charset=utf-8`. */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};
