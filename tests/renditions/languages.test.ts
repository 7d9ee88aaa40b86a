import { expect, test } from "vitest";
import { renderAtom } from "../../src/renditions/atom.ts";
import { contentOf } from "../../src/renditions/content.ts";
import { listedArticle } from "../../src/renditions/everyday-list.ts";
import { renderOpml } from "../../src/renditions/opml.ts";
import { feed, published, site } from "./sample.ts";

const NOTE =
	'<p>Ebbe <a href="#n" data-footnote-ref>1</a></p><a href="#r" data-footnote-backref aria-label="Back to reference 1">↩</a>';

test.each([
	["en", undefined, "Back to reference 1"],
	["en", "de", "Zurück zu Verweis 1"],
	["de", undefined, "Zurück zu Verweis 1"],
	["de", "en", "Back to reference 1"],
	["fr", undefined, "Retour à l’appel de note 1"],
	["es-MX", undefined, "Volver a la referencia 1"],
	["ar", undefined, "عودة إلى المرجع 1"],
	["de", "ja", "Zurück zu Verweis 1"],
	["ja", undefined, "Back to reference 1"],
	["ja", "ar", "عودة إلى المرجع 1"],
])("on a site in %s, the back link of a footnote in an article in %s is labelled %s", (language, own, label) => {
	const article = published({ html: NOTE, language: own });
	const there = { ...site, language };
	expect(contentOf(article, there)).toContain(` data-footnote-backref title="${label}">`);
	expect(renderAtom(feed({ articles: [article] }), there)).toContain(`title="${label}">`);
	expect(listedArticle(article, there, true).content).toContain(`aria-label="${label}">`);
});

test("labels that the author wrote stay unchanged, and so does the article's text", () => {
	const html = NOTE.replace("Ebbe", "aria-label=&quot;Back to reference 1&quot;").replace(
		'label="Back to reference 1"',
		'label="My note"',
	);
	expect(contentOf(published({ html, language: "de" }), site)).toBe(html.replace('aria-label="My', 'title="My'));
});

test("in feeds, the label of a link is copied to its title, unless the link already has a title", () => {
	const html = '<p><a href="https://a.example/" title="Ebb" aria-label="Tide">1</a></p>';
	expect(contentOf(published({ html }), site)).toBe(html.replace(' aria-label="Tide"', ""));
});

test("the groups of an OPML file are in the site's language", () => {
	const feeds = ["topics/ai", "providers/gazette.example"].map((name) => ({ name, title: name }));
	const groupsIn = (language: string) =>
		Array.from(
			renderOpml(feeds, null, { ...site, language }).matchAll(/<outline text="([^"]*)" title/g),
			([, name]) => name,
		);
	expect(groupsIn("en")).toEqual(["Topics", "Providers"]);
	expect(groupsIn("de")).toEqual(["Themen", "Quellen"]);
	expect(groupsIn("ar")).toEqual(["المواضيع", "المصادر"]);
	expect(groupsIn("ja")).toEqual(["Topics", "Providers"]);
});
