import { type Look, privately, token } from "./walk.ts";

/** The operator, whose browser has been given a token. */
export const OPERATOR: Look = { httpCredentials: { username: "operator", password: token } };

/** Every kind of page: what it is, where it is, and how it has to be asked for. */
export const PAGES: [what: string, path: string, look?: Look][] = [
	["the first page", "/"],
	["what is found on the first page", "/?find=gull"],
	["the first page where nothing is found", "/?find=zanzibar"],
	["all topics", "/topics"],
	["all providers", "/providers"],
	["a topic", "/topics/harbour-life"],
	["a topic of many providers", "/topics/market-day"],
	["a provider", "/providers/faehrblatt.example"],
	["a month", "/topics/harbour-life/archive/2026-05"],
	["a month of everything", "/feed/archive/2026-01"],
	["a selection", "/select?q=harbour&topic=reading"],
	["a selection that holds nothing yet", "/select?q=zanzibar"],
	["a wrong selection", "/select?limit=many", { status: 400 }],
	["a selection of an unknown topic", "/select?topic=harbor-lif", { status: 404 }],
	["the builder", "/subscribe"],
	["the builder with a choice", "/subscribe?topic=climate&lang=de"],
	["an article of another site", "/articles/content/articles/2026-03-14-the-last-lamplighter"],
	["an own post with a video", "/articles/press/kite-club"],
	["a long own post with pictures and a table", "/articles/content/articles/2026-08-06-seagrass-comes-back"],
	["a German article", "/articles/press/laternen"],
	["an Arabic article", "/articles/press/lanterns-arabic"],
	["a word that no line can hold", "/articles/press/long-word"],
	["about feeds", "/about/feeds"],
	["about JSON Feed", "/about/json-feed"],
	["an address where nothing is", "/nothing/here", { status: 404 }],
	["an article that was taken back", "/articles/press/taken-back", { status: 410 }],
	["a subscriber's page", privately],
	["the status", "/status", OPERATOR],
];
