import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { verifyCommand } from "../../src/cli/verify/command.ts";
import { createAsk } from "../../src/cli/verify/http-client.ts";
import { verify } from "../../src/cli/verify/verify.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { rightSite, type Spoil } from "./right-site.ts";

async function run(...args: string[]) {
	const terminal = recordingTerminal();
	const code = await verifyCommand(args, { root: "/nowhere", cwd: "/nowhere", terminal });
	// biome-ignore lint/suspicious/noControlCharactersInRegex: removes colours
	const lines = terminal.lines.map((line) => line.replaceAll(/\x1b\[\d+m/g, ""));
	return { code, lines, failures: terminal.failures };
}

/** Starts a site with this fault in every response. Returns its address. */
async function siteWith(spoil: Spoil) {
	return (await rightSite(spoil)).url;
}

test("for a correct site, prints a line for each check and exits with 0", async () => {
	const { url } = await rightSite();
	const { code, lines, failures } = await run(url);
	expect({ code, failures }).toEqual({ code: 0, failures: [] });
	expect(lines.slice(0, -2).every((line) => /^✓ \w/.test(line))).toBe(true);
	expect(lines.length).toBeGreaterThan(10);
	expect(lines.at(-1)).toBe(`${url}/: no errors, no warnings`);
});

test("a problem is shown with its addresses and a fix, and the exit code is 1", async () => {
	const url = await siteWith((served, { path }) => {
		if (/^\/feed\.(rss|atom)$/.test(path)) delete served.headers["Vary"];
	});
	const { code, lines } = await run(url);
	expect(code).toBe(1);
	const start = lines.indexOf("✗ Feed headers");
	expect(lines.slice(start + 1, start + 5)).toEqual([
		`    ${url}/feed.rss`,
		`    ${url}/feed.atom`,
		"      A cache may send the compressed feed to a reader that cannot decompress it.",
		"      → Send Vary: Accept-Encoding",
	]);
	expect(lines.at(-1)).toBe(`${url}/: 1 error, no warnings`);
});

test("--json prints the same result as JSON", async () => {
	const url = await siteWith((served, { path }) => {
		if (path === "/health") served.status = 500;
	});
	const { code, lines } = await run("--json", url);
	expect(code).toBe(1);
	const { checks } = JSON.parse(lines.join("\n"));
	expect(checks.at(-1)).toEqual({
		title: "Health",
		findings: [
			{
				severity: "error",
				url: `${url}/health`,
				what: "The health check returns status 500.",
				hint: expect.stringMatching(/log/),
			},
		],
	});
});

test.each([
	{ args: [], said: /^Specify the address to verify\. Usage: / },
	{ args: ["http://a.example", "http://b.example"], said: /^Verify one address at a time\. Usage: / },
	{ args: ["news.example.org"], said: /not an address\. Use one such as https:\/\// },
	{ args: ["ftp://news.example.org"], said: /not an address/ },
	{ args: ["--all", "http://a.example"], said: /^Unknown option "--all"\. Usage: / },
	{
		args: ["http://127.0.0.1:1"],
		said: /^http:\/\/127\.0\.0\.1:1\/ does not respond \(ECONNREFUSED\)\. Check the address/,
	},
])("$args causes a one-line error with the right usage", async ({ args, said }) => {
	expect(await run(...args)).toEqual({ code: 1, lines: [], failures: [expect.stringMatching(said)] });
});

const json = (body: unknown): Spoil => {
	return (served) => {
		served.status = 500;
		served.body = JSON.stringify(body);
	};
};

test.each([
	{
		site: "a page that is not from Newsstand",
		spoil: (served) => {
			served.body = "<!doctype html><p>Hello";
		},
		said: /is neither a Newsstand site nor a feed/,
	},
	{
		site: "a page that links to feeds",
		spoil: (served, { path }) => {
			if (path !== "/") served.status = 404;
		},
		said: /links to feeds\. Verify one of them: .*\/feed\.rss, /,
	},
	{
		site: "a site without articles",
		spoil: (served, { path }) => {
			served.body = path === "/" ? "<!doctype html>" : '{"feeds":[]}';
		},
		said: /^Nothing is published at .* yet\. Publish an article/,
	},
	{
		site: "a site with invalid settings",
		spoil: (served, asked) => {
			json({ status: "misconfigured", problems: ["The setting SITE_TITLE is empty."] })(served, asked);
			if (asked.path === "/") served.body = "<!doctype html><h1>A setting is invalid";
		},
		said: /has invalid settings\. The setting SITE_TITLE is empty\.$/,
	},
	{ site: "a site that is broken", spoil: json({}), said: /returns status 500\. Check the address/ },
	{
		site: "a redirect loop",
		spoil: (served) => {
			served.status = 302;
			served.headers["Location"] = "/again";
		},
		said: /redirects too often: more than 5 redirects/,
	},
	{
		site: "a response with invalid compression",
		spoil: (served) => {
			served.headers["Content-Encoding"] = "br";
		},
		said: /is sent as br, which was not requested/,
	},
] satisfies { site: string; spoil: Spoil; said: RegExp }[])("$site is a one-line error", async ({ spoil, said }) => {
	const url = await siteWith(spoil);
	expect(await run(url)).toEqual({ code: 1, lines: [], failures: [expect.stringMatching(said)] });
});

test("if a site's feeds link to another address, verify reports that and checks nothing else", async () => {
	const { url, asked } = await rightSite();
	const { code, lines } = await run(url.replace("127.0.0.1", "localhost"));
	expect(code).toBe(1);
	expect(lines.join("\n")).toMatch(
		/The site is at http:\/\/localhost:\d+, but its feeds link to http:\/\/127\.0\.0\.1:/,
	);
	expect(asked.length).toBe(2);
});

test("a redirect is followed and reported", async () => {
	const { url } = await rightSite((served, { path }) => {
		if (path !== "/old.xml") return;
		served.status = 301;
		served.headers["Location"] = "/feed.rss";
	});
	const { code, lines } = await run(`${url}/old.xml`);
	expect(code).toBe(0);
	expect(lines).toContain(`      Warning: The address redirects (301) to ${url}/feed.rss.`);
	expect(lines.at(-1)).toBe(`${url}/feed.rss: no errors, 1 warning`);
});

test("a site served over http causes a warning, unless it is local", async () => {
	const { url } = await rightSite();
	const ask = createAsk(url, () => {});
	const named = (address: string) => address.replace("http://news.example", url);
	const verdict = await verify("http://news.example/feed.rss", async (address, question) => ({
		...(await ask(named(address), question)),
		url: address,
	}));
	const advice = expect.objectContaining({ severity: "warning", hint: expect.stringContaining("https://") });
	expect(verdict).toMatchObject({
		checks: expect.arrayContaining([expect.objectContaining({ findings: [advice], title: "Addresses" })]),
	});
});

test("Retry-After is respected", async () => {
	let isTired = true;
	const { url } = await rightSite((served, { path }) => {
		if (path !== "/topics/tides.rss" || !isTired) return;
		isTired = false;
		served.status = 429;
		served.headers["Retry-After"] = "0";
	});
	expect((await run(url)).code).toBe(0);
	expect(isTired).toBe(false);
});

test("requests beyond the limit fail, and bodies are truncated at the byte limit", async () => {
	const { url } = await rightSite();
	const ask = createAsk(url, () => {}, { requests: 1, timeoutMs: 60_000, bytes: 100 });
	const { isCut, body } = await ask(`${url}/feed.rss`);
	expect(isCut).toBe(true);
	expect(String(body)).toMatch(/^<\?xml/);
	await expect(ask(`${url}/feed.rss`)).rejects.toThrow(
		"The limit of 1 requests is reached, so the rest was not checked",
	);
});

test("waiting for a response ends after the time limit", async () => {
	const silent = createServer(() => {});
	await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		silent.closeAllConnections();
		silent.close();
	});
	const address = silent.address();
	const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
	const ask = createAsk(url, () => {}, { requests: 1, timeoutMs: 100, bytes: 100 });
	await expect(ask(`${url}/feed.rss`)).rejects.toThrow(/does not respond \(no response within 0\.1 seconds\)/);
});

test("control characters in a response do not reach the terminal", async () => {
	const url = await siteWith((served, { path }) => {
		if (path === "/feed.rss") served.body = String(served.body).replace("<ttl>5", "<ttl>\u001b[2J\u009b5");
	});
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not contain them
	for (const line of (await run(url)).lines) expect(line).not.toMatch(/[\x00-\x1f\x9b]/);
});
