import type { Format } from "../feed/feed.ts";

/**
 * Media types by RFC 4287 section 7, the RSS Advisory Board profile and JSON Feed 1.1. Responses add `charset=utf-8`.
 */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};
