import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, until } from "./program.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";
import { send } from "./webhook-sender.ts";

const FILES = 5000;
/** The number of files fetched per run. Only the files of an interrupted run may be fetched again after a power cut. */
const PER_RUN = 24;

let newsroom: Newsroom;
beforeAll(async () => {
	newsroom = await openNewsroom(await freePort(), [{ name: "acme/archive" }]);
});
afterAll(() => newsroom.close());

test("a push of 5,000 files resumes after every power cut, and readers see either the whole push or nothing", async () => {
	const { site, reader } = newsroom;
	const news = newsroom.of("acme/archive");
	const files = Array.from({ length: FILES }, (_, index) => {
		return [`${index % 50}/${index}.md`, news.article(`Article ${index}`)];
	});
	const commit = await news.git.publish(Object.fromEntries(files));
	const { job = "" } = await send(site.url, await news.delivery());

	const some = await reader.whenJob(job, ({ fetched }) => fetched > 1000);
	expect(some).toMatchObject({ state: "fetching", added: FILES, commit });
	await site.kill();
	await site.start();
	expect((await reader.job(job)).fetched).toBeGreaterThanOrEqual(some.fetched);

	// The second power cut happens while the host does not respond.
	news.hosted.nextAnswers.push("hang");
	await until(() => news.hosted.nextAnswers.length === 0);
	await site.kill();
	await site.start();

	const most = await reader.whenJob(job, ({ fetched }) => fetched > 3000);
	expect(most.state).toBe("fetching");
	expect(await articlesSeen()).toBe(0);
	await reader.whenJob(job, ({ state }) => state !== "fetching");
	expect(await reader.settled(job)).toMatchObject({ state: "done", added: FILES, fetched: FILES, problems: [] });
	expect(blobs()).toBeLessThanOrEqual(FILES + 2 * PER_RUN);

	const tree = (await news.git.objects.tree(commit, "", true)) ?? [];
	const expected = tree.flatMap(({ path, type, sha }): [string, string][] =>
		type === "blob" ? [[`archive/${path}`, sha]] : [],
	);
	expect(await reader.sources()).toEqual(new Map(expected));
	expect(await articlesSeen()).toBe(50);

	function blobs(): number {
		return news.hosted.requests.filter((request) => request.includes("/git/blobs/")).length;
	}
	async function articlesSeen(): Promise<number> {
		return (await reader.items(news.label)).length;
	}
});
