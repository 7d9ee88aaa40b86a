import type { Format } from "../feed/feed.ts";

/**
 * Media types of feeds, as defined by the RSS Advisory Board's profile, by RFC 4287 (section 7) and by JSON Feed 1.1.
 * Responses append `charset=utf-8`.
 */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};
