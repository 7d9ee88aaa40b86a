import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { verifyCommand } from "../../src/cli/verify/command.ts";
import { renderRss } from "../../src/renditions/rss.ts";
import { SHOW } from "../renditions/podcast-show.ts";
import { site } from "../renditions/sample.ts";
import { recordingTerminal } from "./recording-terminal.ts";

/** Creates the first bytes of a PNG, which contain its dimensions. */
function png(width: number, height: number): Buffer {
	const bytes = Buffer.alloc(64);
	bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);
	bytes.write("IHDR", 12);
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	return bytes;
}

interface Host {
	cover?: Buffer;
	/** Edits the feed. */
	feed?: (rss: string) => string;
	hasRanges?: boolean;
	hasHead?: boolean;
}

/** Starts a server that hosts the show until the end of the test. Returns the address of its feed. */
async function host({ cover = png(1400, 1400), feed = (rss) => rss, hasRanges = true, hasHead = true }: Host = {}) {
	const server = createServer((request, response) => {
		const { method = "", url: path = "", headers } = request;
		if (method === "HEAD" && !hasHead) return void response.writeHead(405).end();
		if (path === "/feed.rss") {
			const rss = feed(renderRss(SHOW, site)).replaceAll(site.url, origin);
			return void response.writeHead(200, { "Content-Type": "application/rss+xml; charset=utf-8" }).end(rss);
		}
		if (path.endsWith("/cover.png")) return void response.writeHead(200, { "Content-Type": "image/png" }).end(cover);
		const number = /talk-(\d)\.mp3$/.exec(path)?.[1];
		if (number === undefined) return void response.writeHead(404).end();
		const whole = { "Content-Type": "audio/mpeg", "Content-Length": String(1_000_000 + Number(number)) };
		if (method === "HEAD") return void response.writeHead(200, whole).end();
		if (headers["range"] === "bytes=0-1" && hasRanges) {
			const size = whole["Content-Length"];
			return void response
				.writeHead(206, { ...whole, "Content-Length": "2", "Content-Range": `bytes 0-1/${size}` })
				.end("ID");
		}
		response.writeHead(200, whole).end(Buffer.alloc(1_000_000 + Number(number)));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	const origin = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
	return `${origin}/feed.rss`;
}

async function run(...args: string[]) {
	const terminal = recordingTerminal();
	const code = await verifyCommand(args, { root: "/nowhere", cwd: "/nowhere", terminal });
	// biome-ignore lint/suspicious/noControlCharactersInRegex: removes colours
	const lines = terminal.lines.map((line) => line.replaceAll(/\x1b\[\d+m/g, ""));
	return { code, lines, failures: terminal.failures };
}

/** Runs `verify` on a show. Returns the severity and message of each problem. */
async function findings(spoilt: Host): Promise<string[]> {
	const { lines } = await run("--json", "--podcast", await host(spoilt));
	const { checks } = JSON.parse(lines.join("\n")) as { checks: { findings: { severity: string; what: string }[] }[] };
	return [...new Set(checks.flatMap(({ findings: all }) => all.map(({ severity, what }) => `${severity}: ${what}`)))];
}

test("a show published by Newsstand has no problems, except for missing data in two episodes", async () => {
	const { code, lines, failures } = await run("--podcast", await host());
	expect({ code, failures }).toEqual({ code: 0, failures: [] });
	expect(lines.filter((line) => /^[✓✗]/.test(line))).toEqual([
		"✓ Show",
		"✓ Podcasting 2.0",
		"✓ Episodes",
		"✓ Artwork",
		"✓ Files",
	]);
	expect(lines.filter((line) => line.includes("Warning"))).toEqual([
		expect.stringMatching(/and 1 more article has no number, which a serial show needs/),
	]);
});

const without = (pattern: RegExp) => ({ feed: (rss: string) => rss.replaceAll(pattern, "") });

test.each<[what: string, spoilt: Host, found: string]>([
	[
		"artwork of 300 pixels",
		{ cover: png(300, 300) },
		"error: cover.png has 300 × 300 pixels, which is too small for podcast artwork.",
	],
	[
		"artwork that is not square",
		{ cover: png(1400, 1500) },
		"error: cover.png has 1400 × 1500 pixels: artwork must be square.",
	],
	[
		"artwork that is a web page",
		{ cover: Buffer.from("<!doctype html><p>Sign in") },
		"error: cover.png does not match its extension: it contains HTML or XML.",
	],
	["no artwork", without(/<itunes:image href="[^"]*cover[^>]*>/g), "error: The show has no artwork."],
	["no category", without(/<itunes:category .*>/g), "error: The show has no category. Apple and Spotify require one."],
	[
		"an unknown category",
		{ feed: (rss) => rss.replace('text="News"', 'text="Harbours"') },
		'error: "Harbours" is not in Apple\'s list of categories.',
	],
	[
		"a misplaced subcategory",
		{ feed: (rss) => rss.replace("Daily News", "Books") },
		'error: "Books" is not a subcategory of News.',
	],
	[
		"no e-mail address",
		without(/<itunes:email>[^<]*<\/itunes:email>/g),
		"error: The show has no owner with an e-mail address to which YouTube and Spotify can send a verification code.",
	],
	[
		"an invalid value of explicit",
		{ feed: (rss) => rss.replace(">false</itunes:explicit>", ">clean</itunes:explicit>") },
		'error: The show does not specify whether it is explicit: "clean" is not allowed.',
	],
	[
		"a misspelled namespace",
		{ feed: (rss) => rss.replace("podcast-1.0.dtd", "Podcast-1.0.DTD") },
		"error: The root element does not declare the itunes namespace.",
	],
	[
		"a length of 0",
		{ feed: (rss) => rss.replace('length="1000004"', 'length="0"') },
		"error: “High water & low, part four”: the length of the file is unknown.",
	],
	[
		"a wrong length",
		{ feed: (rss) => rss.replace('length="1000004"', 'length="77"') },
		"error: The file has 1000004 bytes, but the feed specifies 77.",
	],
	[
		"a wrong type",
		{ feed: (rss) => rss.replaceAll('type="audio/mpeg"', 'type="video/mp4"') },
		"warning: The file is sent as audio/mpeg, but the feed specifies video/mp4.",
	],
	[
		"two episodes with the same file",
		{ feed: (rss) => rss.replaceAll("talk-4.mp3", "talk-5.mp3") },
		"error: “High water & low, part four” has the same file as another episode, so Apple ignores it.",
	],
	["no ranges", { hasRanges: false }, "error: A request for the first two bytes gets status 200 and 1000005 bytes."],
	["no HEAD", { hasHead: false }, "error: A HEAD request gets status 405."],
	[
		"no files",
		{ feed: (rss) => rss.replaceAll(/\/talk-(\d)\.mp3/g, "/gone-$1.mp3") },
		"error: A HEAD request gets status 404.",
	],
	[
		"no guid",
		without(/<podcast:guid>.*<\/podcast:guid>/g),
		"warning: The show has no <podcast:guid>. Without it, apps lose the show when the feed's address changes.",
	],
	[
		"no duration",
		without(/<itunes:duration>191<\/itunes:duration>/g),
		"warning: “High water & low, part five” has no duration in whole seconds.",
	],
	["no episodes", without(/<enclosure[^>]*>/g), "error: The feed has no episodes: none of its items has an enclosure."],
])("finds %s", async (_, spoilt, found) => expect(await findings(spoilt)).toContain(found));

test("a document that is not RSS is a failure", async () => {
	const { code, failures } = await run("--podcast", await host({ feed: () => "<p>Hello</p>" }));
	expect(code).toBe(1);
	expect(failures[0]).toMatch(/feed\.rss is not an RSS feed\. Podcast apps read only RSS/);
	const both = await run("--podcast", "--against", "old.xml", "http://127.0.0.1:1/");
	expect(both.failures).toEqual(["--podcast and --against cannot be combined. Run verify once with each."]);
});
