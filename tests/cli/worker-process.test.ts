import { createServer } from "node:http";
import { expect, test } from "vitest";
import { errorLines, runCron } from "../../src/cli/local/worker-process.ts";

test("only errors from wrangler's output are reported, with stack traces but without tokens, however the output is split", () => {
	const output = [
		"[wrangler:info] GET /feed.rss 200 OK (3ms)",
		"\x1b[31m✘ \x1b[41;31m[\x1b[41;97mERROR\x1b[41;31m]\x1b[0m \x1b[1mUncaught Error: boom\x1b[0m",
		"    at fetch (worker.ts:4:9)",
		"",
		"▲ [WARNING] something is old",
		"    at nothing",
		`[wrangler:error] Error: bang at /private/0123456789abcdef.${"a".repeat(43)}/feed.rss`,
		"a log line",
		"",
	].join("\n");
	for (const size of [1, 7, output.length]) {
		const errors: string[] = [];
		const hear = errorLines((line) => errors.push(line));
		for (let from = 0; from < output.length; from += size) hear(output.slice(from, from + size));
		expect(errors).toEqual([
			"Uncaught Error: boom",
			"    at fetch (worker.ts:4:9)",
			"Error: bang at /private/…/feed.rss",
		]);
	}
});

test("the cron runs immediately and then after each pause, even if a run fails, until shutdown", async () => {
	const requests: string[] = [];
	const ending = new AbortController();
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		response.writeHead(requests.length === 1 ? 500 : 200).end();
		if (requests.length === 3) ending.abort();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	const errors: string[] = [];
	await runCron(address.port, ending.signal, (reason) => errors.push(reason), 1);
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	expect(requests).toEqual(Array.from({ length: 3 }, () => "GET /cdn-cgi/handler/scheduled"));
	expect(errors).toEqual(["the Worker answered 500"]);
});
