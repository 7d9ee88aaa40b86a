import { expect, test } from "vitest";
import { parseSelection } from "../../src/feed/parse-selection.ts";
import { selectionTitle } from "../../src/feed/selection.ts";

const NAMES = new Map([
	["topics/ai", "Artificial Intelligence"],
	["providers/gizmochina.com", "Gizmochina"],
]);

test.each([
	[
		"topic=ai&topic=robotics&provider=gizmochina.com&-type=video&lang=de",
		"Artificial Intelligence or robotics, from Gizmochina, in German, without video",
	],
	['q=aws+"elastic cloud"&q=azure', "Everything, with “elastic cloud” and “aws” or “azure”"],
	[
		"-topic=ai&-q=x&-provider=gizmochina.com",
		"Everything, without Artificial Intelligence or “x”, not from Gizmochina",
	],
	["type=video&min_quality=60", "Everything, of type video, of quality 60 and above"],
	["lang=pt-BR&lang=qx", "Everything, in Brazilian Portuguese or qx"],
	["lang=de-u-co-phonebk", "Everything, in German"],
])("the title of %s is %s", (query, title) => {
	const selection = parseSelection(new URLSearchParams(query), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	expect(selectionTitle(selection, (feed) => NAMES.get(feed) ?? feed.replace(/.*\//, ""))).toBe(title);
});
