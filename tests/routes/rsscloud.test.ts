import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { hubOf } from "../../src/hub/stub.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { parseXml } from "../renditions/xml.ts";

const FEED = `${SITE}/feed.rss`;

beforeAll(async () => {
	await publish(article("tide"));
});

/** Sends a registration request from a reader on this machine. Nothing listens at the reader's URL. */
async function pleaseNotify(fields: Record<string, string>): Promise<{ success: string | undefined; msg: string }> {
	const whole = {
		notifyProcedure: "",
		protocol: "http-post",
		domain: "127.0.0.1",
		port: "1999",
		path: "/",
		url1: FEED,
	};
	const response = await get("/rsscloud/pleaseNotify", {
		method: "POST",
		body: new URLSearchParams({ ...whole, ...fields }),
	});
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe("text/xml; charset=utf-8");
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const { name, attributes } = parseXml(await response.text());
	expect(name).toBe("notifyResult");
	return { success: attributes["success"], msg: attributes["msg"] ?? "" };
}

test.each<[Record<string, string>, RegExp]>([
	[{ protocol: `<xml-rpc> & "soap"` }, /^The protocol <xml-rpc> & "soap" is not supported/],
	[{ url1: "" }, /The feed's address is missing/],
	[{ url1: `${SITE}/topics/nowhere.rss` }, /There is no such feed on this site/],
	[{ url1: `${SITE}/select.rss?topic=Harbour&lang=en` }, /The exact address .*topic=harbour&lang=en\./],
	[{ port: "8787" }, /an address of this site/],
	[{ port: "25" }, /port 25/],
	[{ path: `/${"a".repeat(3000)}` }, /longer than 2000 bytes/],
	[{ path: `/${"a".repeat(20_000)}` }, /larger than 16384 bytes/],
	[{}, /did not repeat the challenge/],
	[{ domain: "" }, /did not accept a test notification/],
])("the response to %j contains the reason as well-formed XML", async (fields, msg) => {
	expect(await pleaseNotify(fields)).toEqual({ success: "false", msg: expect.stringMatching(msg) });
});

test("a client whose callbacks keep failing is rate-limited", async () => {
	for (let count = 0; count < 50; count++)
		await hubOf(env).unconfirmed({ callback: "http://127.0.0.9/", client: null });
	expect((await pleaseNotify({ domain: "127.0.0.9" })).msg).toMatch(/^Too many requests for 127\.0\.0\.9/);
	expect((await pleaseNotify({ domain: "127.0.0.8" })).msg).toContain("did not repeat the challenge");
});

test("opening the rssCloud URL in a browser returns an explanation of the requests that the URL supports", async () => {
	const response = await get("/rsscloud/pleaseNotify");
	expect(response.status).toBe(405);
	expect(response.headers.get("Allow")).toBe("POST, OPTIONS");
});
