import { expect, test } from "vitest";
import { type Api, ApiError, createApi } from "../../src/cli/api/client.ts";
import { standInWorker } from "./stand-in-worker.ts";

const apiOf = (url: string, pauses = [1, 1, 1]): Api => createApi(url, "secret", new AbortController().signal, pauses);

test("every request carries the token", async () => {
	const worker = await standInWorker();
	await apiOf(worker.url).publish([{ path: "a.md", text: "x" }]);
	await apiOf(worker.url).sources();
	expect(worker.asked.map(({ authorization }) => authorization)).toEqual(["Bearer secret", "Bearer secret"]);
});

test("what is sent is a line of JSON for each change", async () => {
	const worker = await standInWorker();
	await apiOf(worker.url).publish([
		{ path: "a.md", text: "one\ntwo" },
		{ path: "b.md", deleted: true },
	]);
	expect(worker.asked[0]?.lines).toEqual(['{"path":"a.md","text":"one\\ntwo"}', '{"path":"b.md","deleted":true}']);
});

test("a refusal is an error with the Worker's own words, and is not repeated", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 413, body: '{"error":"a request may have 4 MiB"}' });
	const refused = apiOf(worker.url).publish([]);
	await expect(refused).rejects.toThrow(`${worker.url} answered 413 to /api/sources: a request may have 4 MiB`);
	await expect(refused).rejects.toMatchObject({ status: 413 });
	expect(worker.asked).toHaveLength(1);
});

test.each([429, 500, 503, 522])("a Worker that is busy for a moment (%i) is asked again", async (status) => {
	const worker = await standInWorker();
	worker.instead = () => (worker.asked.length < 3 ? { status, body: "busy" } : null);
	expect(await apiOf(worker.url).problems()).toEqual([]);
	expect(worker.asked).toHaveLength(3);
});

test("a Worker that stays away is an error in the end", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 503, body: "" });
	await expect(apiOf(worker.url).feeds()).rejects.toThrow("503 to /feeds.json: it gave no reason");
	expect(worker.asked).toHaveLength(4);
	await expect(apiOf("http://127.0.0.1:1", []).feeds()).rejects.toBeInstanceOf(ApiError);
});

test.each(["not json", "{}", '{"added":"1"}', '{"added":-1,"changed":0,"unchanged":0,"removed":0}'])(
	"an answer such as %j is not believed",
	async (body) => {
		const worker = await standInWorker();
		worker.instead = () => ({ status: 200, body });
		await expect(apiOf(worker.url).publish([])).rejects.toThrow(
			"with something that was not understood to /api/sources",
		);
	},
);

test("a problem may have no line", async () => {
	const worker = await standInWorker();
	worker.problems = [
		{ severity: "error", path: "a.md", line: null, message: "No title.", hint: "Write one.", more: 1 },
	];
	expect(await apiOf(worker.url).problems()).toEqual([
		{ severity: "error", path: "a.md", line: null, message: "No title.", hint: "Write one." },
	]);
});

test("a misconfigured Worker says so with a 500", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 500, body: '{"status":"misconfigured","problems":["No title."]}' });
	expect(await apiOf(worker.url).health()).toEqual({ status: "misconfigured", problems: ["No title."] });
});

test("what is not published because of an invalid setting is refused with the name of the setting", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 500, body: '{"status":"misconfigured","problems":["The setting A is wrong."]}' });
	await expect(apiOf(worker.url).publish([])).rejects.toThrow("answered 500 to /api/sources: The setting A is wrong");
});

test("only what this token has put is asked for", async () => {
	const worker = await standInWorker();
	worker.held.set("mine.md", "1");
	worker.others.set("theirs.md", "2");
	expect([...(await apiOf(worker.url).sources()).keys()]).toEqual(["mine.md"]);
});

test.each([301, 302, 307, 308])("a redirect (%i) is told of, and the token is not sent after it", async (status) => {
	const elsewhere = await standInWorker();
	const worker = await standInWorker();
	worker.instead = ({ path }) => ({ status, body: "", headers: { location: `${elsewhere.url}${path}` } });
	await expect(apiOf(worker.url).publish([])).rejects.toThrow(`${worker.url} sends on to ${elsewhere.url}. `);
	await expect(apiOf(worker.url).health()).rejects.toBeInstanceOf(ApiError);
	expect(elsewhere.asked).toEqual([]);
	expect(worker.asked).toHaveLength(2);
});

test.each([
	[
		401,
		'{"error":"This address needs a publishing token."}',
		/a publishing token\. Check that PUBLISH_TOKEN is a token/,
	],
	[403, '{"error":"The token watcher may only read."}', /may only read\. Check that the token has the scope publish/],
	[403, "<!doctype html><h1>Blocked", /that is a web page\. Check .* nothing in front of the site/],
	[404, "<html>Not found", /that is a web page\. Check that this is the address of a Newsstand/],
	[200, "\n<!doctype html><h1>Hello", /with a web page to .*\. Check that this is the address of a Newsstand/],
])("an answer %i %j is complained of once, with what to check", async (status, body, failure) => {
	const worker = await standInWorker();
	worker.instead = () => ({ status, body });
	await expect(apiOf(worker.url).sources()).rejects.toThrow(failure);
	expect(worker.asked).toHaveLength(1);
});
