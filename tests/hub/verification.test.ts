import { describe, expect, test } from "vitest";
import { conclude, intend } from "../../src/hub/admission.ts";
import type { Fetcher } from "../../src/hub/call.ts";
import type { Intent } from "../../src/hub/intents.ts";
import { questionOf, verify } from "../../src/hub/verification.ts";
import { asked, inOffice, NOW, news, type Office, SECOND, settings, subscribed, taken, topicRow } from "./office.ts";

const INTENT: Intent = {
	...{ id: 1, mode: "subscribe", topic: "http://localhost:8787/select.rss?lang=de", reason: null },
	...{ callback: "http://127.0.0.1:9/callback?k=a%2Fb&hub.mode=mine", challenge: "c-h_4", lease: 864_000 },
};

const answering =
	(answer: () => Response | Promise<Response>): Fetcher =>
	async () =>
		answer();
const verdict = (fetcher: Fetcher) => verify(INTENT, settings().site, fetcher);

describe("the question", () => {
	test("keeps the callback's own query as it is, and comes after it", () => {
		expect(questionOf(INTENT)).toBe(
			"http://127.0.0.1:9/callback?k=a%2Fb&hub.mode=mine&hub.mode=subscribe" +
				"&hub.topic=http%3A%2F%2Flocalhost%3A8787%2Fselect.rss%3Flang%3Dde&hub.challenge=c-h_4&hub.lease_seconds=864000",
		);
	});

	test("names no lease to somebody who leaves, and no challenge to somebody who is denied", () => {
		const query = (mode: Intent["mode"], reason: string | null) =>
			Object.fromEntries(new URL(questionOf({ ...INTENT, callback: "http://a.example/", mode, reason })).searchParams);
		const { topic, challenge } = INTENT;
		expect(query("unsubscribe", null)).toEqual({
			"hub.mode": "unsubscribe",
			"hub.topic": topic,
			"hub.challenge": challenge,
		});
		expect(query("denied", "It has ended.")).toEqual({
			"hub.mode": "denied",
			"hub.topic": topic,
			"hub.reason": "It has ended.",
		});
	});
});

describe("the answer", () => {
	test.each([200, 201, 299])("with status %i is yes if it is the challenge", async (status) => {
		expect(await verdict(answering(() => new Response("c-h_4", { status })))).toBe("verified");
	});

	test.each(["", "c-h_", "c-h_4 ", "C-H_4", "<p>c-h_4</p>", `c-h_4${"x".repeat(5000)}`])(
		"%j is no: it is not the challenge",
		async (text) => expect(await verdict(answering(() => new Response(text)))).toBe("refused"),
	);

	test.each([301, 302, 307, 308, 400, 401, 404, 410, 429])("with status %i is no, whatever it says", async (status) => {
		const headers = { Location: "http://127.0.0.1:9/elsewhere" };
		expect(await verdict(answering(() => new Response("c-h_4", { status, headers })))).toBe("refused");
	});

	test("may come later where the server is out of order, or does not answer", async () => {
		expect(await verdict(answering(() => new Response("c-h_4", { status: 500 })))).toBe("unreachable");
		expect(await verdict(answering(() => Promise.reject(new Error("refused"))))).toBe("unreachable");
	});

	test("redirects are not followed, and the request has a time by which it ends", async () => {
		let init: RequestInit = {};
		await verify(INTENT, settings().site, async (_, given) => {
			init = given;
			return new Response();
		});
		expect(init).toMatchObject({ method: "GET", redirect: "manual", signal: expect.any(AbortSignal) });
	});
});

/** Asks as a message of the queue does, and gives the intents. */
function ask({ desk }: Office, now: number): Intent[] {
	return desk.intents.take(desk.intents.due(now, 100), now);
}

function callbacksOf({ sql }: Office): string[] {
	const rows = sql.exec<{ callback: string }>("SELECT callback FROM subscription ORDER BY id");
	return rows.toArray().map(({ callback }) => callback);
}

describe("an intent", () => {
	test("has a challenge of its own that nobody guesses", () =>
		inOffice((office) => {
			for (const path of ["/a", "/b"]) intend(office.desk, asked({ callback: `https://a.example${path}` }));
			const challenges = ask(office, NOW).map(({ challenge }) => challenge);
			expect(new Set(challenges).size).toBe(2);
			for (const challenge of challenges) expect(challenge).toMatch(/^[\w-]{43}$/);
		}));

	test("changes nothing before it is confirmed, and nothing at all if it is refused", () =>
		inOffice((office) => {
			const callback = "https://a.example/";
			subscribed(office, [callback]);
			intend(office.desk, asked({ callback, mode: "unsubscribe" }));
			intend(office.desk, asked({ callback: "https://b.example/" }));
			const intents = ask(office, NOW);
			expect(callbacksOf(office)).toEqual([callback]);
			for (const { id } of intents) conclude(office.desk, id, "refused", NOW);
			expect(callbacksOf(office)).toEqual([callback]);
			expect(office.desk.intents.next()).toBeNull();
		}));

	test("that is confirmed begins a subscription, or ends it", () =>
		inOffice((office) => {
			subscribed(office, []);
			for (const mode of ["subscribe", "unsubscribe"] as const) {
				intend(office.desk, asked({ mode }));
				for (const { id } of ask(office, NOW)) conclude(office.desk, id, "verified", NOW);
				expect(callbacksOf(office)).toEqual(mode === "subscribe" ? [asked().callback] : []);
			}
		}));

	test("renews a subscription: with a new lease, a new secret, and none of its failures", () =>
		inOffice((office) => {
			const [id = 0] = subscribed(office, [asked().callback], { secret: "old", lease: 60 });
			intend(office.desk, asked({ secret: "new", lease: 3600 }));
			for (const intent of ask(office, NOW)) conclude(office.desk, intent.id, "verified", NOW);
			news(office, "one", NOW);
			expect(taken(office, [id], NOW + 3599 * SECOND)?.recipients).toMatchObject([{ id, secret: "new" }]);
		}));

	test("that is asked for again takes the place of the first: the first answer is no longer one", () =>
		inOffice((office) => {
			subscribed(office, []);
			intend(office.desk, asked({ secret: "first" }));
			const [first] = ask(office, NOW);
			intend(office.desk, asked({ secret: "second" }));
			conclude(office.desk, first?.id ?? 0, "verified", NOW);
			expect(callbacksOf(office)).toEqual([]);
			const [second] = ask(office, NOW);
			expect(second?.challenge).not.toBe(first?.challenge);
		}));

	test("is asked by one message at a time, three times, and then forgotten", () =>
		inOffice((office) => {
			subscribed(office, []);
			intend(office.desk, asked());
			let now = NOW;
			for (const wait of [5, 30]) {
				const [intent] = ask(office, now);
				expect(office.desk.intents.take([intent?.id ?? 0], now), "a copy of the message").toEqual([]);
				conclude(office.desk, intent?.id ?? 0, "unreachable", now);
				expect(office.desk.intents.next()).toBe(now + wait * SECOND);
				now += wait * SECOND;
			}
			const [last] = ask(office, now);
			conclude(office.desk, last?.id ?? 0, "unreachable", now);
			expect(office.desk.intents.next()).toBeNull();
			expect(office.desk.hosts.of("reader.example", now).failed).toBe(1);
		}));

	test("whose message ended the process three times is not tried for ever", () =>
		inOffice((office) => {
			intend(office.desk, asked());
			for (let day = 0; day < 3; day++) expect(ask(office, NOW + day * 86_400_000)).toHaveLength(1);
			expect(ask(office, NOW + 3 * 86_400_000)).toEqual([]);
			expect(office.desk.intents.next()).toBeNull();
		}));

	test("a message that was answered before it was noted as sent does not delay the next try", () =>
		inOffice(({ desk }) => {
			intend(desk, asked());
			const ids = desk.intents.due(NOW, 10);
			const [intent] = desk.intents.take(ids, NOW);
			conclude(desk, intent?.id ?? 0, "unreachable", NOW);
			desk.intents.queued(ids, NOW, NOW);
			expect(desk.intents.next()).toBe(NOW + 5 * SECOND);
		}));

	test("what is distributed while a callback is being asked is for it, too", () =>
		inOffice((office) => {
			subscribed(office, []);
			intend(office.desk, asked());
			const [intent] = ask(office, NOW);
			news(office, "one", NOW);
			office.desk.topics.endPass(topicRow(office), false, NOW);
			conclude(office.desk, intent?.id ?? 0, "verified", NOW + SECOND);
			expect(office.desk.topics.passing(NOW + SECOND, 1)).toHaveLength(1);
			const row = topicRow(office);
			expect(office.desk.subscriptions.waiting(row.id, row.version, 0, NOW + SECOND, 10)).toHaveLength(1);
		}));
});
