import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { dayOf } from "../../src/publisher/timing.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { says } from "../readership/setup.ts";
import { weeksOf } from "../readership/weeks.ts";
import { compiled, fetchDocument } from "./document.ts";
import { ask, READ } from "./requests.ts";

afterEach(reset);

interface Answer {
	days: {
		day: string;
		subscribers: number;
		feeds: { feed: string; subscribers: number }[];
		readers: { reader: string; subscribers: number }[];
	}[];
}

async function readers(query = ""): Promise<Answer> {
	const response = await ask("GET", `/api/readers${query}`, { token: READ });
	expect([response.status, response.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
	const answer = await response.json<Answer>();
	const document = await fetchDocument();
	expect(compiled(document, document.components.schemas["Readers"]).safeParse(answer).error).toBeUndefined();
	return answer;
}

async function csv(query = ""): Promise<string[]> {
	const response = await ask("GET", `/api/readers.csv${query}`, { token: READ });
	expect(response.headers.get("Content-Type")).toBe("text/csv; charset=utf-8; header=present");
	const lines = (await response.text()).split("\r\n");
	expect([lines.shift(), lines.pop()]).toEqual(["day,feed,reader,kind,subscribers", ""]);
	return lines;
}

test("without readers, the list of days is empty, and the CSV consists only of its header", async () => {
	expect(await readers()).toEqual({ days: [] });
	expect(await csv()).toEqual([]);
});

test("the API returns the number of subscribers per day for each feed and reader", async () => {
	const days = await weeksOf(3, ["feed", "topics/ai"]);
	const answer = await readers();
	expect(answer.days.map(({ day, subscribers }) => [day, subscribers])).toEqual([
		[days[0], 206],
		[days[1], 208],
		[days[2], 210],
	]);
	expect(answer.days[2]).toMatchObject({
		feeds: [
			{ feed: "feed", subscribers: 105 },
			{ feed: "topics/ai", subscribers: 105 },
		],
		readers: [
			{ reader: "Feedly", subscribers: 204 },
			{ reader: "Reeder", subscribers: 6 },
		],
	});
	expect((await csv()).slice(-4)).toEqual([
		`${days[2]},feed,Feedly,named,102`,
		`${days[2]},feed,Reeder,direct,3`,
		`${days[2]},topics/ai,Feedly,named,102`,
		`${days[2]},topics/ai,Reeder,direct,3`,
	]);
});

test("only the requested days are returned", async () => {
	const days = await weeksOf(40);
	const [tenth, twelfth] = [days[9], days[11]];
	expect((await readers()).days.map(({ day }) => day)).toEqual(days.slice(10));
	expect((await readers(`?from=${tenth}&to=${twelfth}`)).days.map(({ day }) => day)).toEqual(days.slice(9, 12));
	expect((await readers(`?from=${twelfth}&to=${twelfth}`)).days).toHaveLength(1);
	expect((await readers(`?to=${twelfth}`)).days.map(({ day }) => day)).toEqual(days.slice(0, 12));
	expect(await csv("?from=2000-01-01&to=2999-01-01")).toHaveLength(80);
	expect((await readers("?from=2999-01-01&to=2999-02-01")).days).toEqual([]);
});

test.each([
	["?from=2026-11-31", "The parameter from is not a day; write it as 2026-11-22."],
	["?to=tomorrow", "The parameter to is not a day; write it as 2026-11-22."],
	["?from=2026-05-02&to=2026-05-01", "The parameter `from` is later than `to`."],
])("the query %s gets an error message", async (query, error) => {
	for (const path of ["/api/readers", "/api/readers.csv"]) {
		const response = await ask("GET", path + query);
		expect([response.status, await response.json()]).toEqual([400, { error }]);
	}
});

test("the response to a request for a whole year links to the CSV", async () => {
	const from = dayOf(Date.now() - 364 * 24 * 3_600_000);
	const response = await ask("GET", `/api/readers?from=${from}`);
	expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("/api/readers.csv")]);
});

test("names with commas or quotation marks are quoted in the CSV", async () => {
	const day = dayOf(Date.now());
	await readershipOf(env).collector(day).take(says('Tide, "the" Reader', 5));
	expect(await csv()).toEqual([`${day},feed,"Tide, ""the"" Reader",named,5`]);
});

test("the list of readers requires a token", async () => {
	for (const path of ["/api/readers", "/api/readers.csv"]) {
		expect((await ask("GET", path, { token: null })).status).toBe(401);
	}
});
