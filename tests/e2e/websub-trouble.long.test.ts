import { expect } from "vitest";
import { at, type HubSite, test } from "./websub-site.ts";
import type { Callback, Reply } from "./websub-subscriber.ts";

let room: HubSite;
test.beforeAll(async ({ room: opened }) => {
	room = opened;
});

const FINE: Reply = { status: 200 };

/**
 * Publishes twice, and each time waits for the working callback. By then, other callbacks have got their deliveries,
 * too.
 */
async function publishBeside(slug: string, works: Callback): Promise<void> {
	for (const title of ["After", "Later"]) {
		await room.publish(slug, title);
		await arrived(works, title);
	}
}

/** Waits until a callback has received and acknowledged content with this text. */
function arrived(callback: Callback, text: string): Promise<void> {
	return room.subscriber.when(
		() => callback.deliveries.some(({ body, isOver }) => isOver && body.includes(text)),
		() => `that ${text} arrives at ${callback.url}; it got ${callback.requests.length} requests`,
	);
}

const UNCONFIRMED: [string, Reply][] = [
	["a different challenge", { status: 200, body: "something else" }],
	["no challenge", { status: 200 }],
	["a 404", { status: 404 }],
	["a redirect", { status: 302, headers: { Location: "/elsewhere" } }],
	["the challenge with a redirect status", { status: 301, headers: { Location: "/elsewhere" } }],
	["an endless body that begins with the challenge", "endless"],
];

test.each(UNCONFIRMED)("%s in response to a verification does not create a subscription", async (name, reply) => {
	const slug = `unconfirmed-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
	await room.open(slug);
	const [fails, works] = [room.subscriber.callback(`/${slug}/fails`), room.subscriber.callback(`/${slug}/works`)];
	fails.verificationReplies.push(reply);
	for (const callback of [fails, works]) await room.subscribe(room.topic(slug), callback);
	await publishBeside(slug, works);
	expect(fails.requests).toHaveLength(1);
	expect(room.subscriber.strays).toEqual([]);
});

const LATE: [string, Reply[]][] = [
	["fails twice", [{ status: 500 }, { status: 503 }]],
	["closes the connection", ["close"]],
];

test.concurrent.each(LATE)(
	"a callback that %s during its verification is verified again and subscribed",
	async (name, replies) => {
		const slug = `late-${name.replaceAll(" ", "-")}`;
		await room.open(slug);
		const callback = room.subscriber.callback(`/${slug}`);
		callback.verificationReplies.push(...replies);
		await room.subscribe(room.topic(slug), callback);
		await room.subscriber.when(() => callback.verifications.filter(({ isOver }) => isOver).length > replies.length);
		const challenges = callback.verifications.map(({ query }) => query.get("hub.challenge"));
		expect(challenges).toHaveLength(replies.length + 1);
		await room.publish(slug, "After");
		await arrived(callback, "After");
	},
);

test.concurrent("a callback that fails its verification three times is not verified again", async () => {
	await room.open("never");
	const [fails, works] = [room.subscriber.callback("/never/fails"), room.subscriber.callback("/never/works")];
	fails.verificationReplies.push(...Array<Reply>(9).fill({ status: 500 }));
	for (const callback of [fails, works]) await room.subscribe(room.topic("never"), callback);
	await room.subscriber.when(() => fails.verifications.length === 3);
	await publishBeside("never", works);
	expect(fails.requests).toHaveLength(3);
});

test("a callback that takes three seconds to confirm is verified once and subscribed", async () => {
	await room.open("patient");
	const callback = room.subscriber.callback("/patient");
	callback.verificationReplies.push("slow challenge");
	await room.subscribe(room.topic("patient"), callback);
	await room.publish("patient", "After");
	await arrived(callback, "After");
	expect(callback.verifications).toHaveLength(1);
});

const AGAIN: [string, Reply[]][] = [
	["returns 500 twice", [{ status: 500 }, { status: 500 }]],
	["closes the connection", ["close"]],
	["returns a redirect", [{ status: 307, headers: { Location: "/elsewhere" } }]],
	["returns 404", [{ status: 404 }]],
	["returns 429", [{ status: 429, headers: { "Retry-After": "1" } }]],
	["never responds", ["hang"]],
];

test.each(AGAIN)("deliveries to a callback that %s are retried until one succeeds", async (name, replies) => {
	const slug = `again-${name.replaceAll(" ", "-")}`;
	await room.open(slug);
	const [fails, works] = [room.subscriber.callback(`/${slug}/fails`), room.subscriber.callback(`/${slug}/works`)];
	for (const callback of [fails, works]) await room.subscribe(room.topic(slug), callback);
	fails.deliveryReplies.push(...replies);
	await room.publish(slug, "After");
	await room.subscriber.when(() => fails.deliveries.filter(({ isOver }) => isOver).length > replies.length);
	const { body } = await room.get(room.topic(slug));
	for (const delivery of fails.deliveries) expect(delivery.body.equals(body)).toBe(true);
	expect(fails.mostAtOnce).toBe(1);
	await room.publish(slug, "Later");
	for (const callback of [fails, works]) await arrived(callback, "Later");
	expect(fails.deliveries).toHaveLength(replies.length + 2);
	expect(works.deliveries).toHaveLength(2);
	expect(room.subscriber.strays).toEqual([]);
});

test.each<[string, Reply]>([
	["is slow", { status: 200, after: 3000 }],
	["returns 202 with a long body", { status: 202, body: "x".repeat(5_000_000) }],
	["returns an endless body", "endless"],
])("a callback that %s gets each delivery once", async (name, reply) => {
	const slug = `once-${name.replaceAll(" ", "-")}`;
	await room.open(slug);
	const callback = room.subscriber.callback(`/${slug}`);
	await room.subscribe(room.topic(slug), callback);
	callback.deliveryReplies.push(reply, reply);
	for (const title of ["After", "Later"]) {
		await room.publish(slug, title);
		await arrived(callback, title);
	}
	await room.publish(slug, "Last");
	await arrived(callback, "Last");
	expect(callback.deliveries).toHaveLength(3);
	expect(callback.mostAtOnce).toBe(1);
});

test("while a callback fails, newer content replaces the deliveries it missed", async () => {
	await room.open("missed");
	const [fails, works] = [room.subscriber.callback("/missed/fails"), room.subscriber.callback("/missed/works")];
	for (const callback of [fails, works]) await room.subscribe(room.topic("missed"), callback);
	fails.deliveryReplies.push(...Array<Reply>(2).fill({ status: 503 }), FINE);
	for (const title of ["One", "Two", "Three"]) {
		await room.publish("missed", title);
		await arrived(works, title);
	}
	await arrived(fails, "Three");
	const { body } = await room.get(room.topic("missed"));
	expect(at(fails.deliveries, -1).body.equals(body)).toBe(true);
	const sizes = fails.deliveries.map((delivery) => delivery.body.length);
	expect(sizes, "older content never comes after newer").toEqual(sizes.toSorted((a, b) => a - b));
});

test("a callback that returns 410 does not get deliveries until it subscribes again", async () => {
	await room.open("gone");
	const [gone, works] = [room.subscriber.callback("/gone/gone"), room.subscriber.callback("/gone/works")];
	for (const callback of [gone, works]) await room.subscribe(room.topic("gone"), callback);
	gone.deliveryReplies.push({ status: 410 });
	await room.publish("gone", "First");
	for (const callback of [gone, works]) await arrived(callback, "First");
	await publishBeside("gone", works);
	expect(gone.deliveries).toHaveLength(1);
	await room.subscribe(room.topic("gone"), gone);
	await room.publish("gone", "Welcome back");
	await arrived(gone, "Welcome back");
});
