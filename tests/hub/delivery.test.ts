import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Batch, deliverAll } from "../../src/hub/deliver.ts";
import type { Fetcher } from "../../src/hub/http-client.ts";
import type { Recipient } from "../../src/hub/subscriptions.ts";
import { retryDelay } from "../../src/hub/timing.ts";
import { settings, TOPIC } from "./setup.ts";

const TEXT = "<rss>Küste</rss>";

function load(...recipients: Partial<Recipient>[]): Batch {
	return {
		...{ version: 1, lock: 0, topic: TOPIC, contentType: "application/rss+xml; charset=utf-8", known: [] },
		body: new Uint8Array(gzipSync(TEXT)),
		recipients: recipients.map((over, id) => ({
			...{ id, callback: `https://a.example/${id}?k=v`, protocol: "websub", secret: null },
			...over,
		})),
	};
}

/** Delivers to subscribers that respond with `answer`. Returns the results and the requests. */
async function delivered(
	what: Batch,
	answer: () => Response | Promise<Response>,
	set = settings(),
	taken = Date.now(),
) {
	const requests: Request[] = [];
	const fetcher: Fetcher = async (url, init) => {
		requests.push(new Request(url, init));
		return answer();
	};
	return { ...(await deliverAll(what, set, fetcher, taken)), requests };
}

const ok = () => new Response(null, { status: 204 });

test("a subscriber gets the same body as a reader, uncompressed, with links to the feed and the hub", async () => {
	const { requests, results } = await delivered(load({}), ok);
	const [request] = requests;
	expect(results).toEqual([{ id: 0, kind: "delivered" }]);
	expect(request?.url).toBe("https://a.example/0?k=v");
	expect(request?.method).toBe("POST");
	expect(request?.redirect).toBe("manual");
	expect(await request?.text()).toBe(TEXT);
	expect(Object.fromEntries(request?.headers ?? [])).toEqual({
		"content-type": "application/rss+xml; charset=utf-8",
		link: `<${TOPIC}>; rel="self", <http://localhost:8787/hub>; rel="hub"`,
		"user-agent": "Newsstand",
	});
});

test.each(["sha256", "sha1", "sha384", "sha512"] as const)(
	"with a secret, the body is signed with the configured %s",
	async (signature) => {
		const set = { ...settings(), webSub: { delay: 0, signature } };
		const { requests } = await delivered(load({ secret: "hüsh" }), ok, set);
		const expected = createHmac(signature, "hüsh").update(TEXT).digest("hex");
		expect(requests[0]?.headers.get("X-Hub-Signature")).toBe(`${signature}=${expected}`);
	},
);

test.each([200, 201, 202, 204, 299])("a response of %i counts as delivered", async (status) => {
	const { results } = await delivered(load({}), () => new Response(null, { status }));
	expect(results).toEqual([{ id: 0, kind: "delivered" }]);
});

test("a response of 410 ends the subscription", async () => {
	const { results } = await delivered(load({}), () => new Response(null, { status: 410 }));
	expect(results).toEqual([{ id: 0, kind: "gone" }]);
});

test.each([301, 302, 307, 308, 400, 403, 404, 429, 500, 503])(
	"a response of %i is a failure, and the delivery is retried",
	async (status) => {
		const headers = { Location: "https://b.example/" };
		const { results, requests } = await delivered(load({}), () => new Response(null, { status, headers }));
		expect(results).toEqual([{ id: 0, kind: "failed", error: `Answered ${status}.` }]);
		expect(requests, "a redirect is not followed").toHaveLength(1);
	},
);

test("an unreachable subscriber counts as a failure, and no error message contains its address", async () => {
	const { results } = await delivered(load({}), () => Promise.reject(new Error("https://a.example/0?k=v refused")));
	expect(results).toEqual([{ id: 0, kind: "failed", error: "The address cannot be reached." }]);
});

test("a failing subscriber does not affect other subscribers, and at most six subscribers are called at once", async () => {
	let [now, most, count] = [0, 0, 0];
	const { results } = await delivered(load(...Array.from({ length: 16 }, () => ({}))), async () => {
		const nth = count++;
		most = Math.max(most, ++now);
		await Promise.resolve();
		now--;
		if (nth === 3) throw new Error("refused");
		return ok();
	});
	expect(results.filter(({ kind }) => kind === "delivered")).toHaveLength(15);
	expect(results.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, id) => id));
	expect(most).toBeLessThanOrEqual(6);
});

test("a delivery does not start if it could outlast the lock", async () => {
	const { results, requests } = await delivered(load({}, {}), ok, settings(), Date.now() - 16_000);
	expect(results).toEqual([
		{ id: 0, kind: "untried" },
		{ id: 1, kind: "untried" },
	]);
	expect(requests).toEqual([]);
});

test("each host is resolved once, or not at all if it was recently resolved to a public address", async () => {
	const set = settings();
	const site = { ...set.site, url: "https://news.example.org", hub: "https://news.example.org/hub" };
	const asked: string[] = [];
	const fetcher: Fetcher = async (url) => {
		if (!url.includes("dns-query")) return ok();
		const name = new URL(url).searchParams.get("name") ?? "";
		asked.push(name);
		const data = name === "inside.example" ? "10.0.0.7" : "93.184.216.34";
		return Response.json({ Status: 0, Answer: [{ type: 1, data }] });
	};
	const hosts = ["known.example", "new.example", "new.example", "inside.example"];
	const what = load(...hosts.map((host) => ({ callback: `https://${host}/` })));
	const { results, checked } = await deliverAll(
		{ ...what, known: ["known.example"] },
		{ ...set, site },
		fetcher,
		Date.now(),
	);
	expect(new Set(asked)).toEqual(new Set(["new.example", "inside.example"]));
	expect(
		asked.filter((name) => name === "new.example"),
		"A and AAAA",
	).toHaveLength(2);
	expect(checked).toEqual(["new.example"]);
	expect(results.map(({ kind }) => kind)).toEqual(["delivered", "delivered", "delivered", "failed"]);
});

test("retries back off over most of a day", () => {
	const waits = Array.from({ length: 9 }, (_, index) => retryDelay(index + 1));
	expect(waits.slice(0, 4)).toEqual([1, 4, 16, 64]);
	expect(Math.max(...waits)).toBe(12 * 3600);
	expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(24 * 3600);
});
