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

test("before anybody was seen there are no days, and a table of its head alone", async () => {
	expect(await readers()).toEqual({ days: [] });
	expect(await csv()).toEqual([]);
});

test("a program is told of each day how many read what, and with what", async () => {
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

test("the days that are asked for are told, and no others", async () => {
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
	["?from=2026-11-31", "The parameter from is no day such as 2026-11-22."],
	["?to=tomorrow", "The parameter to is no day such as 2026-11-22."],
	["?from=2026-05-02&to=2026-05-01", "The parameter from is a day after to."],
])("%s is refused with a sentence that says why", async (query, error) => {
	for (const path of ["/api/readers", "/api/readers.csv"]) {
		const response = await ask("GET", path + query);
		expect([response.status, await response.json()]).toEqual([400, { error }]);
	}
});

test("whoever asks for a whole year at once is led to the table", async () => {
	const from = dayOf(Date.now() - 364 * 24 * 3_600_000);
	const response = await ask("GET", `/api/readers?from=${from}`);
	expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("/api/readers.csv")]);
});

test("a name with a comma or a quotation mark stays in its column", async () => {
	const day = dayOf(Date.now());
	await readershipOf(env).collector(day).take(says('Tide, "the" Reader', 5));
	expect(await csv()).toEqual([`${day},feed,"Tide, ""the"" Reader",named,5`]);
});

test("nobody is told without a token", async () => {
	for (const path of ["/api/readers", "/api/readers.csv"]) {
		expect((await ask("GET", path, { token: null })).status).toBe(401);
	}
});
