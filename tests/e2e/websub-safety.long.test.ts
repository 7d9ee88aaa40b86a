import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "./program.ts";
import { ask, type HubSite, openHubSite } from "./websub-site.ts";
import { startSubscriber } from "./websub-subscriber.ts";

const PORT = await freePort();

describe("a public site", () => {
	let room: HubSite;
	beforeAll(async () => {
		room = await openHubSite(PORT, { SITE_URL: "https://news.example" });
		await room.open("news");
	});
	afterAll(() => room.close());

	test.each([
		...["http://127.0.0.1:PORT/", "http://127.1:PORT/", "http://2130706433:PORT/", "http://0x7f000001:PORT/"],
		...["http://localhost:PORT/", "http://LOCALHOST.:PORT/", "http://reader.localhost:PORT/", "http://0.0.0.0:PORT/"],
		...["http://[::1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[64:ff9b::7f00:1]/"],
		...["http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data"],
		...["http://100.64.0.1/", "http://[fd00::1]/", "http://[fe80::1]/", "http://224.0.0.1/", "http://255.255.255.255/"],
		...["https://reader.local/", "https://metadata.google.internal/", "https://router/"],
		...["https://news.example/hub", "http://news.example:8080/", "https://NEWS.example./"],
		"https://me:secret@reader.example.org/",
	])("rejects %s as a callback without contacting it", async (written) => {
		const callback = written.replace("PORT", new URL(room.subscriber.url).port);
		const { status, text } = await room.ask({
			"hub.mode": "subscribe",
			"hub.topic": room.topic("news"),
			"hub.callback": callback,
		});
		expect([status >= 400 && status < 500, text]).toEqual([true, expect.stringMatching(/hub\.callback/)]);
		expect(room.subscriber.strays).toEqual([]);
	});

	test.each(["127.0.0.1", "localhost", "10.0.0.1", "news.example", ""])(
		"rejects the rssCloud domain “%s” without contacting it",
		async (domain) => {
			const { port } = new URL(room.subscriber.url);
			const fields = { notifyProcedure: "", protocol: "http-post", port, path: "/", url1: room.topic("news") };
			const answer = await ask(
				`${room.site.url}/rsscloud/pleaseNotify`,
				domain === "" ? fields : { ...fields, domain },
			);
			expect(answer.text).toContain('success="false"');
			expect(room.subscriber.strays).toEqual([]);
		},
	);
});

describe("the hub's limits", () => {
	let room: HubSite;
	beforeAll(async () => {
		room = await openHubSite(PORT);
		await room.open("news");
	});
	afterAll(() => room.close());

	const subscription = (callback: string) => ({
		"hub.mode": "subscribe",
		"hub.topic": room.topic("news"),
		"hub.callback": callback,
	});

	test("after fifty unconfirmed requests for callbacks at one host, that host is rejected for a while, but other hosts are still accepted", async () => {
		const victim = await startSubscriber("127.0.0.3");
		try {
			for (let index = 0; index < 50; index++) {
				expect((await room.ask(subscription(`${victim.url}/${index}`))).status).toBe(202);
				await victim.when(() => victim.strays.length === index + 1);
			}
			let answer = await room.ask(subscription(`${victim.url}/more`));
			// The last responses may not be recorded yet.
			for (let more = 0; more < 10 && answer.status === 202; more++) {
				await victim.when(() => victim.strays.length === 51 + more);
				answer = await room.ask(subscription(`${victim.url}/more/${more}`));
			}
			expect(answer.status, answer.text).toBe(429);
			expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
			expect(answer.text).toMatch(/^[A-Z].*\.\s*$/);
			await room.subscribe(room.topic("news"), room.subscriber.callback("/other"));
		} finally {
			await victim.close();
		}
	});

	test("after a hundred unanswered verifications, a host gets no more verifications, but other hosts may subscribe", async () => {
		const silent = await startSubscriber("127.0.0.4");
		try {
			const callbacks = Array.from({ length: 101 }, (_, index) => silent.callback(`/${index}`));
			for (const callback of callbacks) callback.verificationReplies.push("hang", "hang", "hang");
			const statuses: number[] = [];
			for (const { url } of callbacks) statuses.push((await room.ask(subscription(url))).status);
			expect(statuses.slice(0, 100).filter((status) => status !== 202)).toEqual([]);
			expect(statuses[100]).toBe(429);
			const other = room.subscriber.callback("/patient");
			expect((await room.ask(subscription(other.url))).status).toBe(202);
		} finally {
			await silent.close();
		}
	});
});
