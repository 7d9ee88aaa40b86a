import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, publish } from "../publisher/newsroom.ts";
import { html, location, ticks } from "./form.ts";
import { storedFeeds, storeFeeds } from "./stored.ts";

beforeAll(async () => {
	await publish(article("one"), article("two", { topics: ["C++"], provider: { name: "Herald & Sons" } }));
	// Publishing this many feeds would take too long. The page is rendered from the list of feeds, so only the list is
	// written.
	const papers = Array.from({ length: 230 }, (_, index) => {
		return { name: `providers/paper-${index}`, title: `Paper ${index}`, count: 1, newest: 0 };
	});
	await storeFeeds([...(await storedFeeds()), ...papers]);
});

afterAll(reset);

test("the largest topics and providers are listed, all other topics and providers can be found by name, and ticked boxes stay ticked", async () => {
	const page = await html("/subscribe");
	expect(ticks(page, "provider")).toHaveLength(40);
	expect(page).toContain("<summary>224 more</summary>");
	expect(page).toContain('<p class="meta">192 more</p>');
	const found = await html("/subscribe?provider=herald-_and-sons&find_providers=paper%20229");
	expect(ticks(found, "provider")).toEqual([
		["herald-_and-sons", true],
		["paper-229", false],
	]);
	expect(found).toContain('name="find_providers" value="paper 229"');
	expect(found).toContain("Title of two");
});

test("pressing Enter in a list's search field scrolls to the list; buttons lead to their own targets", async () => {
	const page = await html("/subscribe?find_providers=paper");
	// When people press Enter in a field, browsers activate the first button of the form.
	expect(/<form id="filter".*?(<button type="submit"[^>]*>)/s.exec(page)?.[1]).toBe(
		'<button type="submit" name="enter" hidden="">',
	);
	expect(page).toContain('<input type="hidden" name="found_providers" value="paper"/>');
	const sent = "q=&provider=paper-1&found_providers=paper&find_providers=";
	const chosen = "/subscribe?provider=paper-1";
	expect(await location(`/subscribe?enter=&${sent}229`)).toBe(`${chosen}&find_providers=229#providers`);
	expect(await location(`/subscribe?enter=&${sent}`)).toBe(`${chosen}#providers`);
	// If no list's search has changed, Enter was pressed in a different field.
	expect(await location(`/subscribe?enter=&${sent}paper`)).toBe(`${chosen}&find_providers=paper`);
	expect(await location(`/subscribe?${sent}229`)).toBe(`${chosen}&find_providers=229`);
});

test("pressing Enter scrolls to the list even if another field is invalid", async () => {
	const to = await location("/subscribe?enter=&q=&limit=900&found_providers=&find_providers=paper%20229");
	expect(to).toBe("/subscribe?limit=900&find_providers=paper%20229#providers");
	const page = await html(to ?? "");
	expect(ticks(page, "provider")).toEqual([["paper-229", false]]);
	expect(page).toContain('id="limit-fault"');
});

test("if no feed matches the search in a list, a message is shown, and ticked boxes stay ticked", async () => {
	const page = await html("/subscribe?provider=herald-_and-sons&find_providers=nobody");
	expect(ticks(page, "provider")).toEqual([["herald-_and-sons", true]]);
	expect(page).toContain("Nothing here is called “<bdi>nobody</bdi>”.");
});
