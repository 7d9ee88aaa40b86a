import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { githubHeaders, held, jobs, send, standardHeaders } from "./sending.ts";

afterEach(reset);

/** 200 deliveries, of which the last sixty repeat the first sixty. */
const NUMBERS = Array.from({ length: 200 }, (_, index) => index % 140);

const repository = { full_name: "Codertocat/Hello-World", html_url: "https://github.com/Codertocat/Hello-World" };
const PUSH = JSON.stringify({ ref: "refs/heads/master", repository });

test("with 200 simultaneous pushes, each delivery is accepted once, and repetitions are recognized", async () => {
	const answers = await Promise.all(
		NUMBERS.map(async (number) => {
			const headers = githubHeaders(PUSH, { "X-GitHub-Delivery": `delivery-${number}` });
			const response = await send("github", headers, PUSH);
			return { number, status: response.status, ...(await response.json<{ job: string; duplicate?: boolean }>()) };
		}),
	);
	expect(answers.filter(({ status }) => status === 202)).toHaveLength(140);
	expect(answers.filter(({ status, duplicate }) => status === 200 && duplicate === true)).toHaveLength(60);
	expect(new Set(answers.map(({ number, job }) => `${number} ${job}`)).size).toBe(140);
	const known = (await jobs()).map(({ id }) => id);
	for (const { job } of answers) expect(known).toContain(job.split("/").at(-1));
});

test("with 200 simultaneous articles, each delivery is applied once, and the newest version of each article remains", async () => {
	const now = Date.now();
	const answers = await Promise.all(
		NUMBERS.map(async (number) => {
			const timestamp = new Date(now - 3_600_000 + ((number * 37) % 140) * 1000).toISOString();
			const data = { id: number % 7, title: `Edition ${(number * 37) % 140}`, date: "2026-05-04" };
			const body = JSON.stringify({ type: "article.published", timestamp, data });
			const response = await send("articles", standardHeaders(body, { id: `msg_${number}` }), body);
			return { status: response.status, ...(await response.json<{ duplicate?: boolean }>()) };
		}),
	);
	expect(answers.every(({ status }) => status === 200)).toBe(true);
	expect(answers.filter(({ duplicate }) => duplicate === true)).toHaveLength(60);
	expect(await held()).toEqual([0, 1, 2, 3, 4, 5, 6].map((id) => `cms/${id}.html`));
	for (let id = 0; id < 7; id++) {
		const editions = NUMBERS.filter((number) => number % 7 === id).map((number) => (number * 37) % 140);
		const source = await publisherOf(env).source(`cms/${id}.html`);
		expect(source).toMatchObject({ text: expect.stringContaining(`title: Edition ${Math.max(...editions)}\n`) });
	}
});
