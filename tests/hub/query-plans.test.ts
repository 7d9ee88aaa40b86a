import { expect, test } from "vitest";
import { giveUp } from "../../src/hub/deliver.ts";
import { queueDeliveries, queueVerifications, refreshTopics } from "../../src/hub/distribute.ts";
import { Hosts } from "../../src/hub/hosts.ts";
import type { HubStore } from "../../src/hub/store.ts";
import { addSubscription, applyVerdict, authorize, requestVerification } from "../../src/hub/subscribe.ts";
import { Subscriptions } from "../../src/hub/subscriptions.ts";
import { MAX_ATTEMPTS } from "../../src/hub/timing.ts";
import { Topics } from "../../src/hub/topics.ts";
import { PendingVerifications } from "../../src/hub/verifications.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { asked, DELIVERED, FAILED, inOffice, news, settled, taken, topicRow } from "./setup.ts";

type Plans = Map<string, string[]>;

/** Wraps the database so that SQLite's plan for each query is recorded. */
function observed(sql: SqlStorage, plans: Plans): SqlStorage {
	const exec: SqlStorage["exec"] = (query, ...values) => {
		const plan = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...values).toArray();
		plans.set(
			query.replace(/\s+/g, " "),
			plan.map(({ detail }) => detail),
		);
		return sql.exec(query, ...values);
	};
	return new Proxy(sql, { get: (target, key) => (key === "exec" ? exec : Reflect.get(target, key)) });
}

/** Does everything that the Hub does in a day. */
async function aDay(store: HubStore, office: Parameters<typeof news>[0]): Promise<void> {
	const { topics, subscriptions, verifications, hosts } = store;
	const request = asked();
	const selection = asked({ topic: "http://localhost:8787/select.rss?q=tide", callback: "https://other.example/" });
	for (const one of [request, selection]) {
		expect(await authorize(store, one)).toBeNull();
		requestVerification(store, one, Date.now());
	}
	await queueVerifications(store);
	for (const { id } of verifications.take(Date.now())) applyVerdict(store, id, "verified", Date.now());
	requestVerification(store, request, Date.now());
	for (const { id } of verifications.take(Date.now())) applyVerdict(store, id, "unreachable", Date.now());
	addSubscription(store, request, Date.now());
	topics.changed(["feed"], Date.now(), 0);
	await refreshTopics(store);
	news(office, "one", Date.now());
	await queueDeliveries(store);
	const ids = subscriptions.ofTopic(topicRow(office).id);
	for (let count = 0; count < MAX_ATTEMPTS; count++) {
		settled(office, taken(office, ids, Date.now(), count === 0 ? null : 1), FAILED, Date.now());
	}
	giveUp(store, topicRow(office).id, ids, topicRow(office).version, Date.now());
	news(office, "two", Date.now());
	settled(office, taken(office, ids, Date.now()), DELIVERED, Date.now());
	topics.resume(Date.now());
	topics.endImpossibleWaits(Date.now(), 0);
	verifications.endImpossibleWaits(Date.now());
	topics.next();
	verifications.next();
	subscriptions.nextEnd();
	topics.hasDeserted();
	subscriptions.expire(Date.now());
	topics.removeDeserted();
	hosts.sweep(Date.now());
	verifications.deny(request.topic, ids, "It has ended.");
	verifications.denyAll(request.topic, "It has ended.");
	topics.remove(topicRow(office).id);
}

/** Queries that scan or count pending verifications, which is allowed because their number is limited. */
const QUESTIONS = /^(SELECT (count|total)\(.* FROM intent\b|UPDATE intent )/;

test("the hub's daily work never scans a whole table of subscriptions", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const plans: Plans = new Map();
		const sql = observed(office.sql, plans);
		const [topics, subscriptions, intents, hosts] = [
			new Topics(sql),
			new Subscriptions(sql),
			new PendingVerifications(sql),
			new Hosts(sql),
		];
		const store = { ...office.store, topics, subscriptions, intents, hosts };
		await aDay(store, { ...office, store });
		expect(plans.size).toBeGreaterThan(40);
		const isWhole = (step: string) => /^SCAN (topic|subscription|intent|[si])\b/.test(step);
		const whole = [...plans].filter(([query, plan]) => !QUESTIONS.test(query) && plan.some(isWhole));
		expect(whole).toEqual([]);
	}));
