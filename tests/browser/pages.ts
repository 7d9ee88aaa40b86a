import { type Look, privately, token } from "./walk.ts";

/** An operator whose browser has a token. */
export const OPERATOR: Look = { httpCredentials: { username: "operator", password: token } };

/** Every kind of page: name, address, how to request it. */
export const PAGES: [what: string, path: string, look?: Look][] = [
	["the home page", "/"],
	["search results on the home page", "/?find=gull"],
	["the home page without search results", "/?find=zanzibar"],
	["all topics", "/topics"],
	["all providers", "/providers"],
	["a topic", "/topics/harbour-life"],
	["a topic of many providers", "/topics/market-day"],
	["a provider", "/providers/faehrblatt.example"],
	["a month", "/topics/harbour-life/archive/2026-05"],
	["a month of the whole site", "/feed/archive/2026-01"],
	["a selection", "/select?q=harbour&topic=reading"],
	["a selection without matches", "/select?q=zanzibar"],
	["an invalid selection", "/select?limit=many", { status: 400 }],
	["a selection of an unknown topic", "/select?topic=harbor-lif", { status: 404 }],
	["search results", "/search?q=market"],
	["a misspelt search", "/search?q=lamplightr"],
	["a search without results", "/search?q=zanzibar"],
	["a search without words", "/search"],
	["an opened feed", "/topics/harbour-life.rss"],
	["the builder", "/subscribe"],
	["the builder with errors", "/subscribe?limit=many"],
	["the builder without matches", "/subscribe?q=zanzibar"],
	["the builder with a choice", "/subscribe?topic=climate&lang=de"],
	["an external article", "/articles/content/articles/2026-03-14-the-last-lamplighter"],
	["an own post with a video", "/articles/press/kite-club"],
	["a long own post with pictures and a table", "/articles/content/articles/2026-08-06-seagrass-comes-back"],
	["a German article", "/articles/press/laternen"],
	["an Arabic article", "/articles/press/lanterns-arabic"],
	["a word too long for a line", "/articles/press/long-word"],
	["about feeds", "/about/feeds"],
	["about JSON Feed", "/about/json-feed"],
	["an unknown address", "/nothing/here", { status: 404 }],
	["a removed article", "/articles/press/taken-back", { status: 410 }],
	["a subscriber's page", privately],
	["the status", "/status", OPERATOR],
];
