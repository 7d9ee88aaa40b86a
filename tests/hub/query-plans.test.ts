import { expect, test } from "vitest";
import { admit, conclude, enter, intend } from "../../src/hub/admission.ts";
import { TRIES } from "../../src/hub/clock.ts";
import type { Desk } from "../../src/hub/desk.ts";
import { askSome, lookAtSome, passOverSome } from "../../src/hub/distribution.ts";
import { giveUp } from "../../src/hub/handover.ts";
import { Hosts } from "../../src/hub/hosts.ts";
import { Intents } from "../../src/hub/intents.ts";
import { Subscriptions } from "../../src/hub/subscriptions.ts";
import { Topics } from "../../src/hub/topic-table.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { asked, DELIVERED, FAILED, inOffice, news, settled, taken, topicRow } from "./office.ts";

type Plans = Map<string, string[]>;

/** The database, with a note of how SQLite goes about each query. */
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

/** All that the Hub does day by day. */
async function aDay(desk: Desk, office: Parameters<typeof news>[0]): Promise<void> {
	const { topics, subscriptions, intents, hosts } = desk;
	const request = asked();
	const selection = asked({ topic: "http://localhost:8787/select.rss?q=tide", callback: "https://other.example/" });
	for (const one of [request, selection]) {
		expect(await admit(desk, one)).toBeNull();
		intend(desk, one, Date.now());
	}
	await askSome(desk);
	for (const { id } of intents.take(Date.now())) conclude(desk, id, "verified", Date.now());
	intend(desk, request, Date.now());
	for (const { id } of intents.take(Date.now())) conclude(desk, id, "unreachable", Date.now());
	enter(desk, request, Date.now());
	topics.changed(["feed"], Date.now(), 0);
	await lookAtSome(desk);
	news(office, "one", Date.now());
	await passOverSome(desk);
	const ids = subscriptions.ofTopic(topicRow(office).id);
	for (let count = 0; count < TRIES; count++) {
		settled(office, taken(office, ids, Date.now(), count === 0 ? null : 1), FAILED, Date.now());
	}
	giveUp(desk, topicRow(office).id, ids, topicRow(office).version, Date.now());
	news(office, "two", Date.now());
	settled(office, taken(office, ids, Date.now()), DELIVERED, Date.now());
	topics.resume(Date.now());
	topics.next();
	intents.next();
	subscriptions.nextEnd();
	topics.hasDeserted();
	subscriptions.expire(Date.now());
	topics.removeDeserted();
	hosts.sweep(Date.now());
	intents.deny(request.topic, ids, "It has ended.");
	intents.denyAll(request.topic, "It has ended.");
	topics.remove(topicRow(office).id);
}

/** These go through the questions under way, oldest first, or count them: there is a limit of those. */
const QUESTIONS = /^(SELECT (count|total)\(.* FROM intent\b|UPDATE intent )/;

test("however many subscribe, what the hub does day by day reads no whole table of them", () =>
	inOffice(async (office) => {
		await publish(article("tide"));
		const plans: Plans = new Map();
		const sql = observed(office.sql, plans);
		const [topics, subscriptions, intents, hosts] = [
			new Topics(sql),
			new Subscriptions(sql),
			new Intents(sql),
			new Hosts(sql),
		];
		const desk = { ...office.desk, topics, subscriptions, intents, hosts };
		await aDay(desk, { ...office, desk });
		expect(plans.size).toBeGreaterThan(40);
		const isWhole = (step: string) => /^SCAN (topic|subscription|intent|[si])\b/.test(step);
		const whole = [...plans].filter(([query, plan]) => !QUESTIONS.test(query) && plan.some(isWhole));
		expect(whole).toEqual([]);
	}));
