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
	expect(selectionTitle(selection, nameOf, "en")).toBe(title);
});

test.each([
	["de", "A oder B, von Gizmochina, Art: Video, auf Deutsch, mit „x“ und „y“, ab Qualität 60, ohne C"],
	["de-AT", "A oder B, von Gizmochina, Art: Video, auf Deutsch, mit „x“ und „y“, ab Qualität 60, ohne C"],
	["fr", "A ou B, de Gizmochina, de type vidéo, en allemand, avec « x » et « y », de qualité 60 ou plus, sans C"],
	["es", "A o B, de Gizmochina, de tipo vídeo, en alemán, con «x» y «y», de calidad 60 o más, sin C"],
	["ar", "A أو B، من Gizmochina، من نوع فيديو، باللغة الألمانية، مع ”x“ و”y“، بجودة 60 فأعلى، من دون C"],
	["ja", "A or B, from Gizmochina, of type video, in German, with “x” and “y”, of quality 60 and above, without C"],
])("in the language %s, a title is %s", (language, title) => {
	const query = "topic=a&topic=b&provider=gizmochina.com&type=video&lang=de&q=x+y&min_quality=60&-topic=c";
	const selection = parseSelection(new URLSearchParams(query), 50);
	if ("problem" in selection) throw new Error(selection.problem);
	const named = (feed: string) => NAMES.get(feed) ?? feed.replace(/.*\//, "").toUpperCase();
	expect(selectionTitle(selection, named, language)).toBe(title);
});

function nameOf(feed: string): string {
	return NAMES.get(feed) ?? feed.replace(/.*\//, "");
}
