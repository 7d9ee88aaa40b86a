import { expect, test } from "vitest";
import { type Api, createApi } from "../../src/cli/api/client.ts";
import { ApiError } from "../../src/cli/api/connection.ts";
import { standInWorker } from "./stand-in-worker.ts";

const apiOf = (url: string, pauses = [1, 1, 1]): Api => createApi(url, "secret", new AbortController().signal, pauses);

test("every request carries the token", async () => {
	const worker = await standInWorker();
	await apiOf(worker.url).publish([{ path: "a.md", text: "x" }]);
	await apiOf(worker.url).sources();
	expect(worker.asked.map(({ authorization }) => authorization)).toEqual(["Bearer secret", "Bearer secret"]);
});

test("changes are sent as JSON lines", async () => {
	const worker = await standInWorker();
	await apiOf(worker.url).publish([
		{ path: "a.md", text: "one\ntwo" },
		{ path: "b.md", deleted: true },
	]);
	expect(worker.asked[0]?.lines).toEqual(['{"path":"a.md","text":"one\\ntwo"}', '{"path":"b.md","deleted":true}']);
});

test("a rejected request fails with the site's message and is not retried", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 413, body: '{"error":"a request may have 4 MiB"}' });
	const refused = apiOf(worker.url).publish([]);
	await expect(refused).rejects.toThrow(`${worker.url} answered 413 to /api/sources: a request may have 4 MiB`);
	await expect(refused).rejects.toMatchObject({ status: 413 });
	expect(worker.asked).toHaveLength(1);
});

test.each([429, 500, 503, 522])("requests to a busy site (%i) are retried", async (status) => {
	const worker = await standInWorker();
	worker.instead = () => (worker.asked.length < 3 ? { status, body: "busy" } : null);
	expect(await apiOf(worker.url).problems()).toEqual([]);
	expect(worker.asked).toHaveLength(3);
});

test("a request fails once all of its retries have failed", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 503, body: "" });
	await expect(apiOf(worker.url).feeds()).rejects.toThrow("503 to /feeds.json: no reason given");
	expect(worker.asked).toHaveLength(4);
	await expect(apiOf("http://127.0.0.1:1", []).feeds()).rejects.toBeInstanceOf(ApiError);
});

test.each(["not json", "{}", '{"added":"1"}', '{"added":-1,"changed":0,"unchanged":0,"removed":0}'])(
	"the response %j causes an error",
	async (body) => {
		const worker = await standInWorker();
		worker.instead = () => ({ status: 200, body });
		await expect(apiOf(worker.url).publish([])).rejects.toThrow("with an unexpected response to /api/sources");
	},
);

test("a problem without a line number is accepted", async () => {
	const worker = await standInWorker();
	worker.problems = [
		{ severity: "error", path: "a.md", line: null, message: "No title.", hint: "Write one.", more: 1 },
	];
	expect(await apiOf(worker.url).problems()).toEqual([
		{ severity: "error", path: "a.md", line: null, message: "No title.", hint: "Write one." },
	]);
});

test("invalid settings listed in a site's 500 response are reported", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 500, body: '{"status":"misconfigured","problems":["No title."]}' });
	expect(await apiOf(worker.url).health()).toEqual({ status: "misconfigured", problems: ["No title."] });
});

test("when an invalid setting blocks publishing, the error names the setting", async () => {
	const worker = await standInWorker();
	worker.instead = () => ({ status: 500, body: '{"status":"misconfigured","problems":["The setting A is wrong."]}' });
	await expect(apiOf(worker.url).publish([])).rejects.toThrow("answered 500 to /api/sources: The setting A is wrong");
});

test("the client requests only sources that were uploaded with its own token", async () => {
	const worker = await standInWorker();
	worker.held.set("mine.md", "1");
	worker.others.set("theirs.md", "2");
	expect([...(await apiOf(worker.url).sources()).keys()]).toEqual(["mine.md"]);
});

test.each([301, 302, 307, 308])(
	"a redirect (%i) causes an error, and its target does not receive the token",
	async (status) => {
		const elsewhere = await standInWorker();
		const worker = await standInWorker();
		worker.instead = ({ path }) => ({ status, body: "", headers: { location: `${elsewhere.url}${path}` } });
		await expect(apiOf(worker.url).publish([])).rejects.toThrow(`${worker.url} redirects to ${elsewhere.url}. `);
		await expect(apiOf(worker.url).health()).rejects.toBeInstanceOf(ApiError);
		expect(elsewhere.asked).toEqual([]);
		expect(worker.asked).toHaveLength(2);
	},
);

test.each([
	[
		401,
		'{"error":"This address needs a publishing token."}',
		/a publishing token\. Check that PUBLISH_TOKEN matches the site/,
	],
	[403, '{"error":"The token watcher may only read."}', /may only read\. Check that the token has the scope publish/],
	[403, "<!doctype html><h1>Blocked", /a web page instead of an API response\. Check .* no bot filter/],
	[404, "<html>Not found", /a web page instead of an API response\. Check that this is the address of a Newsstand/],
	[200, "\n<!doctype html><h1>Hello", /with a web page to .*\. Check that this is the address of a Newsstand/],
])("response %i %j fails without a retry, and the error says what to check", async (status, body, failure) => {
	const worker = await standInWorker();
	worker.instead = () => ({ status, body });
	await expect(apiOf(worker.url).sources()).rejects.toThrow(failure);
	expect(worker.asked).toHaveLength(1);
});
