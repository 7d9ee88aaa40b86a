import { describe, expect, test } from "vitest";
import { type Fetcher, withQuestion } from "../../src/hub/http-client.ts";
import { applyVerdict, requestVerification } from "../../src/hub/subscribe.ts";
import type { Verification } from "../../src/hub/verifications.ts";
import { questionOf, verify } from "../../src/hub/verify.ts";
import { asked, inOffice, NOW, news, type Office, SECOND, settings, subscribed, taken, topicRow } from "./setup.ts";

const INTENT: Verification = {
	...{ id: 1, mode: "subscribe", topic: "http://localhost:8787/select.rss?lang=de", reason: null },
	...{ callback: "http://127.0.0.1:9/callback?k=a%2Fb&hub.mode=mine", challenge: "c-h_4", lease: 864_000 },
};

const answering =
	(answer: () => Response | Promise<Response>): Fetcher =>
	async () =>
		answer();
const verdict = (fetcher: Fetcher) => verify(INTENT, settings().site, fetcher, Date.now());

describe("the verification request", () => {
	test("extends the callback's own query", () => {
		expect(withQuestion(INTENT.callback, questionOf(INTENT))).toBe(
			"http://127.0.0.1:9/callback?k=a%2Fb&hub.mode=mine&hub.mode=subscribe" +
				"&hub.topic=http%3A%2F%2Flocalhost%3A8787%2Fselect.rss%3Flang%3Dde&hub.challenge=c-h_4&hub.lease_seconds=864000",
		);
	});

	test("does not contain a lease if it is about unsubscribing, or a challenge if it is a denial", () => {
		const query = (mode: Verification["mode"], reason: string | null) =>
			Object.fromEntries(questionOf({ ...INTENT, mode, reason }));
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

describe("the response", () => {
	test.each([200, 201, 299])("status %i with the challenge confirms", async (status) => {
		expect(await verdict(answering(() => new Response("c-h_4", { status })))).toBe("verified");
	});

	test.each(["", "c-h_", "c-h_4 ", "C-H_4", "<p>c-h_4</p>", `c-h_4${"x".repeat(5000)}`])(
		"%j does not confirm, because it is not the challenge",
		async (text) => expect(await verdict(answering(() => new Response(text)))).toBe("refused"),
	);

	test.each([301, 302, 307, 308, 400, 401, 404, 410, 429])("status %i never confirms", async (status) => {
		const headers = { Location: "http://127.0.0.1:9/elsewhere" };
		expect(await verdict(answering(() => new Response("c-h_4", { status, headers })))).toBe("refused");
	});

	test("server errors and timeouts are retried", async () => {
		expect(await verdict(answering(() => new Response("c-h_4", { status: 500 })))).toBe("unreachable");
		expect(await verdict(answering(() => Promise.reject(new Error("refused"))))).toBe("unreachable");
	});

	test("redirects are not followed, and the request has a timeout", async () => {
		let init: RequestInit = {};
		const fetcher: Fetcher = async (_, given) => {
			init = given;
			return new Response();
		};
		await verdict(fetcher);
		expect(init).toMatchObject({ method: "GET", redirect: "manual", signal: expect.any(AbortSignal) });
	});
});

/** Claims verifications, as the consumer of a queue message does. */
function ask({ store }: Office, now: number): Verification[] {
	return store.verifications.take(now);
}

/** Sends all messages that are due, and returns their number. */
async function messagesSent({ store }: Office, now: number): Promise<number> {
	let sent = 0;
	await store.verifications.bringOn(async (count) => {
		sent += count;
	}, now);
	return sent;
}

function callbacksOf({ sql }: Office): string[] {
	const rows = sql.exec<{ callback: string }>("SELECT callback FROM subscription ORDER BY id");
	return rows.toArray().map(({ callback }) => callback);
}

describe("a pending verification", () => {
	test("has its own unguessable challenge", () =>
		inOffice((office) => {
			for (const path of ["/a", "/b"])
				requestVerification(office.store, asked({ callback: `https://a.example${path}` }), NOW);
			const challenges = ask(office, NOW).map(({ challenge }) => challenge);
			expect(new Set(challenges).size).toBe(2);
			for (const challenge of challenges) expect(challenge).toMatch(/^[\w-]{43}$/);
		}));

	test("changes nothing until it is confirmed, or if it is refused", () =>
		inOffice((office) => {
			const callback = "https://a.example/";
			subscribed(office, [callback]);
			requestVerification(office.store, asked({ callback, mode: "unsubscribe" }), NOW);
			requestVerification(office.store, asked({ callback: "https://b.example/" }), NOW);
			const intents = ask(office, NOW);
			expect(callbacksOf(office)).toEqual([callback]);
			for (const { id } of intents) applyVerdict(office.store, id, "refused", NOW);
			expect(callbacksOf(office)).toEqual([callback]);
			expect(office.store.verifications.next()).toBeNull();
		}));

	test("starts or ends a subscription when confirmed", () =>
		inOffice((office) => {
			subscribed(office, []);
			for (const mode of ["subscribe", "unsubscribe"] as const) {
				requestVerification(office.store, asked({ mode }), NOW);
				for (const { id } of ask(office, NOW)) applyVerdict(office.store, id, "verified", NOW);
				expect(callbacksOf(office)).toEqual(mode === "subscribe" ? [asked().callback] : []);
			}
		}));

	test("renews a subscription: new lease, new secret, no failures", () =>
		inOffice((office) => {
			const [id = 0] = subscribed(office, [asked().callback], { secret: "old", lease: 60 });
			requestVerification(office.store, asked({ secret: "new", lease: 3600 }), NOW);
			for (const intent of ask(office, NOW)) applyVerdict(office.store, intent.id, "verified", NOW);
			news(office, "one", NOW);
			expect(taken(office, [id], NOW + 3599 * SECOND)?.recipients).toMatchObject([{ id, secret: "new" }]);
		}));

	const secretsOf = ({ sql }: Office) => sql.exec("SELECT secret FROM subscription").toArray();

	test("that is requested again before it runs is performed only once", () =>
		inOffice((office) => {
			subscribed(office, []);
			for (const secret of ["first", "second"]) requestVerification(office.store, asked({ secret }), NOW);
			const intents = ask(office, NOW);
			expect(intents).toHaveLength(1);
			for (const { id } of intents) applyVerdict(office.store, id, "verified", NOW);
			expect(secretsOf(office)).toEqual([{ secret: "second" }]);
		}));

	test("in progress is not undone by an identical request that is refused", () =>
		inOffice((office) => {
			subscribed(office, []);
			requestVerification(office.store, asked({ secret: "mine" }), NOW);
			const [mine] = ask(office, NOW);
			requestVerification(office.store, asked({ secret: "a stranger's" }), NOW);
			const [strange] = ask(office, NOW);
			expect(strange?.challenge).not.toBe(mine?.challenge);
			applyVerdict(office.store, strange?.id ?? 0, "refused", NOW);
			applyVerdict(office.store, mine?.id ?? 0, "verified", NOW);
			expect(secretsOf(office)).toEqual([{ secret: "mine" }]);
		}));

	test("takes effect if it is the newest confirmed request, whatever the order of responses", () =>
		inOffice((office) => {
			subscribed(office, []);
			requestVerification(office.store, asked({ secret: "older" }), NOW);
			const [older] = ask(office, NOW);
			requestVerification(office.store, asked({ secret: "newer" }), NOW);
			const [newer] = ask(office, NOW);
			for (const id of [newer?.id, older?.id]) applyVerdict(office.store, id ?? 0, "verified", NOW);
			expect(secretsOf(office)).toEqual([{ secret: "newer" }]);
		}));

	test("is tried by one message at a time, up to three times, then deleted", () =>
		inOffice((office) => {
			subscribed(office, []);
			requestVerification(office.store, asked(), NOW);
			let now = NOW;
			for (const wait of [5, 30]) {
				const [intent] = ask(office, now);
				expect(office.store.verifications.take(now), "a duplicate of the message").toEqual([]);
				applyVerdict(office.store, intent?.id ?? 0, "unreachable", now);
				expect(office.store.verifications.next()).toBe(now + wait * SECOND);
				now += wait * SECOND;
			}
			const [last] = ask(office, now);
			applyVerdict(office.store, last?.id ?? 0, "unreachable", now);
			expect(office.store.verifications.next()).toBeNull();
			expect(office.store.hosts.of("reader.example", now).failed).toBe(1);
		}));

	test("that runs out of time is tried again soon, without counting as a try", () =>
		inOffice(async ({ store }) => {
			const late = verify(INTENT, settings().site, () => Promise.reject(new Error("called")), Date.now() - 16 * SECOND);
			expect(await late).toBe("untried");
			requestVerification(store, asked(), NOW);
			for (let count = 0; count < 5; count++) {
				const [intent] = store.verifications.take(NOW);
				applyVerdict(store, intent?.id ?? 0, "untried", NOW);
				expect(store.verifications.next()).toBe(0);
			}
		}));

	test("that crashes the process three times is deleted", () =>
		inOffice(async (office) => {
			requestVerification(office.store, asked(), NOW);
			for (let day = 0; day < 3; day++) expect(ask(office, NOW + day * 86_400_000)).toHaveLength(1);
			expect(ask(office, NOW + 3 * 86_400_000)).toEqual([]);
			expect(await messagesSent(office, NOW + 3 * 86_400_000)).toBe(0);
			expect(office.store.verifications.next()).toBeNull();
		}));

	test("delivers versions distributed in the meantime", () =>
		inOffice((office) => {
			subscribed(office, []);
			requestVerification(office.store, asked(), NOW);
			const [intent] = ask(office, NOW);
			news(office, "one", NOW);
			office.store.topics.endPass(topicRow(office), false, NOW);
			applyVerdict(office.store, intent?.id ?? 0, "verified", NOW + SECOND);
			expect(office.store.topics.passing(NOW + SECOND, 1)).toHaveLength(1);
			const row = topicRow(office);
			expect(office.store.subscriptions.waiting(row.id, row.version, 0, NOW + SECOND, 10)).toHaveLength(1);
		}));
});

describe("messages", () => {
	const crowd = ({ store }: Office, from: number, to: number) => {
		for (let index = from; index < to; index++)
			requestVerification(store, asked({ callback: `https://a.example/${index}` }), NOW);
	};

	test("contain sixteen callbacks each, and the messages in the queue are counted", () =>
		inOffice(async (office) => {
			expect(await messagesSent(office, NOW)).toBe(0);
			crowd(office, 0, 20);
			expect(await messagesSent(office, NOW)).toBe(2);
			crowd(office, 20, 30);
			expect(await messagesSent(office, NOW), "the two queued messages have room for thirty").toBe(0);
			crowd(office, 30, 33);
			expect(await messagesSent(office, NOW)).toBe(1);
			expect([1, 2, 3, 4].map(() => ask(office, NOW).length)).toEqual([16, 16, 1, 0]);
		}));

	test("that were lost are sent again twenty seconds later", () =>
		inOffice(async (office) => {
			crowd(office, 0, 20);
			await messagesSent(office, NOW);
			expect(await messagesSent(office, NOW + 19 * SECOND)).toBe(0);
			expect(office.store.verifications.next()).toBe(NOW + 20 * SECOND);
			expect(await messagesSent(office, NOW + 20 * SECOND)).toBe(2);
		}));

	test("do not pile up in a slow queue, because all of them are sent again only once per interval", () =>
		inOffice(async (office) => {
			let sent = 0;
			for (let tenth = 0; tenth < 600; tenth++) {
				const now = NOW + tenth * 100;
				requestVerification(office.store, asked({ callback: `https://a.example/${tenth}` }), now);
				sent += await messagesSent(office, now);
			}
			// 38 messages for six hundred callbacks, plus repeats of the messages sent in the first twenty seconds (13) and in
			// the first forty seconds (26).
			expect(sent).toBeLessThan(38 + 13 + 26 + 5);
		}));

	test("that a queue rejects are sent again", () =>
		inOffice(async (office) => {
			crowd(office, 0, 1);
			await expect(office.store.verifications.bringOn(() => Promise.reject(new Error("full")), NOW)).rejects.toThrow(
				"full",
			);
			await messagesSent(office, NOW + SECOND);
			expect(await messagesSent(office, NOW + 21 * SECOND)).toBe(1);
		}));
});
