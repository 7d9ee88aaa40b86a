import { z } from "zod";
import { until } from "./program.ts";

const jobSchema = z.object({
	id: z.string(),
	repository: z.string(),
	cause: z.string(),
	state: z.string(),
	commit: z.string().nullable(),
	added: z.number(),
	changed: z.number(),
	removed: z.number(),
	fetched: z.number(),
	problems: z.array(z.object({ path: z.string(), line: z.number().nullable(), message: z.string() })),
	reason: z.string().nullable(),
	tries: z.number(),
	due: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

const feedSchema = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const feedList = z.object({ feeds: z.array(z.object({ rss: z.string(), atom: z.string(), json: z.string() })) });
const statusSchema = z.object({ status: z.string(), pending: z.number() });

/** Sends requests to a site. */
export class SiteReader {
	/** Without a trailing slash. */
	readonly url: string;

	constructor(url: string) {
		this.url = url;
	}

	/** Sends a request with the publishing token. */
	api(path: string, init: { method?: string; body?: string } = {}): Promise<Response> {
		return fetch(`${this.url}/api/${path}`, { ...init, headers: { Authorization: "Bearer token" } });
	}

	async jobs(): Promise<Job[]> {
		return z.object({ jobs: z.array(jobSchema) }).parse(await (await this.api("jobs")).json()).jobs;
	}

	/** @param id the job's id or the address of its page */
	async job(id: string): Promise<Job> {
		return jobSchema.parse(await (await this.api(`jobs/${id.split("/").at(-1)}`)).json());
	}

	/** Waits until the job is done or suspended. */
	async settled(id: string): Promise<Job> {
		return this.whenJob(id, ({ state }) => ["done", "parked"].includes(state));
	}

	/** Waits until the job meets a condition. */
	async whenJob(id: string, isSo: (job: Job) => boolean): Promise<Job> {
		let job = await this.job(id);
		await until(
			async () => {
				job = await this.job(id);
				return isSo(job);
			},
			() => JSON.stringify(job),
		);
		return job;
	}

	/** Returns the Git hashes of the sources in a folder, keyed by path. */
	async sources(folder = ""): Promise<Map<string, string>> {
		const lines = (await (await this.api("sources")).text()).split("\n").filter((line) => line !== "");
		const held = lines.map((line) => z.object({ path: z.string(), hash: z.string() }).parse(JSON.parse(line)));
		return new Map(held.filter(({ path }) => path.startsWith(folder)).map(({ path, hash }) => [path, hash]));
	}

	/** Returns the items of a topic's JSON feed, or an empty list if there is no such feed. */
	async items(topic: string): Promise<{ id: string; title: string }[]> {
		const response = await fetch(`${this.url}/topics/${topic}.json`);
		return response.status === 404 ? [] : feedSchema.parse(await response.json()).items;
	}

	/** Waits until all feeds are up to date. */
	async calm(): Promise<void> {
		await until(async () => statusSchema.parse(await (await fetch(`${this.url}/health`)).json()).pending === 0);
	}

	/** Requests every feed in every format. Returns the feeds' text, keyed by address. */
	async everyFeed(): Promise<Record<string, string>> {
		const { feeds } = feedList.parse(await (await fetch(`${this.url}/feeds.json`)).json());
		const urls = feeds.flatMap((feed) => [feed.rss, feed.atom, feed.json]);
		return Object.fromEntries(await Promise.all(urls.map(async (url) => [url, await (await fetch(url)).text()])));
	}

	/** Runs the hourly cron. */
	async cron(): Promise<void> {
		const response = await fetch(`${this.url}/cdn-cgi/handler/scheduled`);
		if (!response.ok) throw new Error(`The response to the cron was ${response.status}.`);
	}
}
