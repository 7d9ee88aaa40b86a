import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { freePort, scratch, until } from "./program.ts";
import { siteAt } from "./site.ts";
import { chance, shuffled } from "./webhook-chance.ts";
import { cmsHistory, updatedOf } from "./webhook-cms.ts";
import { type FollowTarget, type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { type Delivery, fromCms, SECRETS, send } from "./webhook-sender.ts";

const PORT = await freePort();
const SEED = 20_261_122;
const CUTS = 10;
/** Numbers of deliveries sent simultaneously at the start. Later, there is one delivery per push. */
const AT_ONCE = { cms: 60, git: 63 };
/**
 * Maximum number of KV writes. More than a hundred separate changes would each need eight writes: one for the article,
 * six for two feeds in three formats, and one for the list of feeds.
 */
const MOST_WRITES = 400;

let newsroom: Newsroom;
const random = chance(SEED);
const other = scratch();
beforeAll(async () => {
	newsroom = await openNewsroom(PORT, [{ name: "acme/wire", folder: "content" }]);
});
afterAll(async () => {
	await newsroom.close();
	other.remove();
});

test(`with 200 deliveries, a third of them repeated, and ten power cuts, nothing is lost, duplicated or mixed up (seed ${SEED})`, async () => {
	const { site, reader } = newsroom;
	const news = newsroom.of("acme/wire");
	const cms = cmsHistory(12, AT_ONCE.cms / 12, random);
	await pushSome(news, 0);
	const pushes = await Promise.all(Array.from({ length: AT_ONCE.git }, () => news.delivery()));
	const unique = [...cms.deliveries, ...pushes];
	const twice = shuffled(unique, random).slice(0, 67);
	let isUp: Promise<void> = Promise.resolve();
	const refusals: number[] = [];
	let answered = 0;
	let unanswered = 0;

	/** Retries a delivery until it gets a 2xx response. */
	async function deliver(delivery: Delivery): Promise<void> {
		for (;;) {
			await isUp;
			const { path, ...request } = delivery;
			const answer = await fetch(site.url + path, { method: "POST", ...request, signal: patience() }).catch(() => null);
			if (answer?.ok) {
				answered++;
				return answer.body?.cancel();
			}
			if (answer) refusals.push(answer.status);
			else unanswered++;
		}
	}
	const deliveries = shuffled([...unique, ...twice], random).map(deliver);

	for (let cut = 1; cut <= CUTS; cut++) {
		// The first power cuts happen during the deliveries, and a push is announced during each restart. Later power cuts
		// happen while a push is being published.
		const isEarly = cut <= CUTS / 2;
		if (!isEarly) await announce(cut);
		const goal = Math.min(answered + random() * 40, deliveries.length);
		await (isEarly ? until(() => answered >= goal) : sleep(random() * 1200));
		isUp = site.kill().then(() => site.start());
		if (isEarly) await announce(cut);
		await isUp;
	}
	await Promise.all(deliveries);
	expect(deliveries).toHaveLength(200);
	expect(unanswered, "some deliveries were interrupted").toBeGreaterThan(0);
	expect(refusals.filter((status) => status < 500)).toEqual([]);
	await until(async () => (await reader.jobs()).every(({ state }) => ["done", "parked"].includes(state)));
	await reader.calm();

	const [held, feeds, jobs, writes] = await everything();
	expect(jobs.map(({ state }) => state)).not.toContain("parked");
	expect(writes).toBeLessThanOrEqual(MOST_WRITES);
	const tree = (await news.git.objects.tree("main", "content", true)) ?? [];
	const files = tree.filter(({ type }) => type === "blob");
	const ofRepository = [...held].filter(([path]) => path.startsWith("wire/"));
	expect(ofRepository).toEqual(files.map(({ path, sha }) => [pathOf(path), sha]));

	for (const delivery of unique) {
		expect(await send(site.url, delivery), delivery.body).toMatchObject({ status: 200, duplicate: true });
	}
	await reader.calm();
	expect(await everything()).toEqual([held, feeds, jobs, writes]);

	await site.kill();
	const texts = files.map(async ({ path, sha }) => {
		return JSON.stringify({ path: pathOf(path), text: String(await news.git.objects.blob(sha)) });
	});
	const fresh = siteAt(PORT, join(other.path, "site"), { ...SECRETS, PUBLISH_TOKEN: "token" });
	await fresh.start();
	try {
		const body = (await Promise.all(texts)).join("\n");
		expect((await reader.api("sources", { method: "POST", body })).status).toBe(200);
		for (const event of cms.newest) expect((await send(fresh.url, fromCms(event))).status).toBe(200);
		await reader.calm();
		expect(held).toEqual(await reader.sources());
		expect(withoutDeletions(feeds)).toEqual(await reader.everyFeed());
		expect(Object.keys(feeds).length).toBeGreaterThan(3 * 4);
	} finally {
		await fresh.kill();
	}

	async function announce(version: number): Promise<void> {
		await pushSome(news, version);
		const delivery = await news.delivery();
		unique.push(delivery);
		deliveries.push(deliver(delivery));
	}
	function pathOf(file: string): string {
		return file.replace("content/", "wire/");
	}
	async function everything() {
		const usage = z.object({ usage: z.object({ writes: z.number() }) });
		const { writes } = usage.parse(await (await reader.api("status")).json()).usage;
		return [await reader.sources(), await reader.everyFeed(), await reader.jobs(), writes] as const;
	}
}, 240_000);

/**
 * Removes Atom's deletion entries. They list articles that were removed during the test and never existed on the
 * undisturbed site.
 */
function withoutDeletions(feeds: Record<string, string>): Record<string, string> {
	const texts = Object.entries(feeds);
	return Object.fromEntries(texts.map(([url, text]) => [url, text.replaceAll(/\s*<at:deleted-entry [^>]*\/>/g, "")]));
}

/** Times out after ten seconds, as senders do. */
function patience(): AbortSignal {
	return AbortSignal.timeout(10_000);
}

function dateOf(index: number): string {
	return new Date(Date.UTC(2026, 4, 3) + index * 60_000).toISOString();
}

/**
 * Edits and deletes some of 20 articles and pushes these changes together with a change to an article that changes
 * every time.
 */
async function pushSome(news: FollowTarget, version: number): Promise<void> {
	for (let index = 0; index < 20; index++) {
		const path = `content/${index % 4}/${index}.md`;
		if (random() < 0.5) continue;
		if (random() < 0.25) await news.git.remove(path);
		else
			await news.git.write(
				path,
				news.article(`Wire ${index}, version ${version}`, { date: dateOf(index), updated: updatedOf(version) }),
			);
	}
	await news.git.publish({ "content/always.md": news.article(`Edition ${version}`, { updated: updatedOf(version) }) });
}
