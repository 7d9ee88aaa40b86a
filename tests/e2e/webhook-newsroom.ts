import { join } from "node:path";
import { type GitHost, type Hosted, startGitHost } from "./git-host.ts";
import { GitRepository } from "./git-repository.ts";
import { scratch } from "./program.ts";
import { type Site, siteAt } from "./site.ts";
import {
	type Delivery,
	fromForgejo,
	fromGithub,
	fromGitlab,
	githubPayload,
	type Pushed,
	SECRETS,
	send,
} from "./webhook-sender.ts";
import { type Job, SiteReader } from "./webhook-site-reader.ts";

/**
 * A repository for a site to follow. On the site, the repository's sources are in a folder named after the last part of
 * the repository's name.
 */
export interface Plan {
	kind?: "github" | "gitlab" | "forgejo";
	/** The full name, such as `acme/news`. */
	name: string;
	branch?: string;
	folder?: string;
	/** The name of the secret that contains the token. */
	token?: string;
	/** Whether the repository's page is on the local host, which also serves Git LFS. */
	isLocal?: boolean;
}

const PAGES = { github: "https://github.com", gitlab: "https://gitlab.example", forgejo: "https://codeberg.org" };
const APIS = { github: "/api/v3", gitlab: "/api/v4", forgejo: "/api/v1" };

/** A followed repository with its author's clone and its state on the host. */
export class FollowTarget {
	readonly git: GitRepository;
	readonly hosted: Hosted;
	readonly #plan: Plan;
	readonly #page: string;
	readonly #reader: SiteReader;
	/** The newest commit announced by the host, and the commit that it replaced. */
	#last: { before?: string | undefined; after?: string } = {};

	/** @param page the address of the repository's page */
	constructor(git: GitRepository, hosted: Hosted, plan: Plan, page: string, reader: SiteReader) {
		this.#page = page;
		this.git = git;
		this.hosted = hosted;
		this.#plan = plan;
		this.#reader = reader;
	}

	/** The prefix of the repository's source paths, which is also the topic of its articles. */
	get label(): string {
		return labelOf(this.#plan);
	}

	/** Creates the delivery that the host would send now, with a new id. */
	async delivery(): Promise<Delivery> {
		const { kind = "github" } = this.#plan;
		const pushed = await this.pushed();
		if (kind === "gitlab") return fromGitlab(pushed, "token");
		if (kind === "forgejo") return fromForgejo(pushed);
		return fromGithub(githubPayload(pushed));
	}

	/** Returns the push that the host would announce now, whose commit is all zeros if the branch has been deleted. */
	async pushed(): Promise<Pushed> {
		const { name } = this.#plan;
		const { branch, objects } = this.git;
		const after = (await objects.head(branch)) ?? "0".repeat(40);
		if (after !== this.#last.after) this.#last = { before: this.#last.after, after };
		return { fullName: name, url: this.#page, branch, before: this.#last.before, after };
	}

	/** Sends a push webhook and waits until its job is done or suspended. */
	async told(delivery?: Delivery): Promise<Job> {
		const { status, job } = await send(this.#reader.url, delivery ?? (await this.delivery()));
		if (status !== 202 || job === undefined) throw new Error(`The response to the push was ${status}.`);
		return this.#reader.settled(job);
	}

	/** Writes and pushes files, and waits until the site has processed the push. */
	async publish(files: Record<string, string | Uint8Array>): Promise<Job> {
		await this.git.publish(files);
		return this.told();
	}

	/** Returns the titles of the repository's published articles in alphabetical order. */
	async titles(): Promise<string[]> {
		return (await this.#reader.items(this.label)).map(({ title }) => title).sort();
	}

	/** Returns the content of an article file for this repository. */
	article(title: string, { body = "Text.", date = "2026-05-04", updated = "2026-05-05" } = {}): string {
		const fields = [`title: ${title}`, `date: ${date}`, `updated: ${updated}`, `topics: [${this.label}]`];
		return ["---", ...fields, "---", body, ""].join("\n");
	}
}

function labelOf({ name }: Plan): string {
	return name.toLowerCase().split("/").at(-1) ?? "";
}

function pageOf({ kind = "github", name, isLocal }: Plan, host: GitHost): string {
	return `${isLocal ? host.url : PAGES[kind]}/${name}`;
}

/** A local site that follows repositories on a local host. */
export interface Newsroom {
	site: Site;
	host: GitHost;
	reader: SiteReader;
	/** Returns a repository by its full name. */
	of(name: string): FollowTarget;
	close(): Promise<void>;
}

/** @param vars additional settings and secrets */
export async function openNewsroom(port: number, plans: Plan[], vars: Record<string, string> = {}): Promise<Newsroom> {
	const folder = scratch();
	const host = await startGitHost();
	const REPOSITORIES = plans.map((plan) => {
		const { kind = "github", name, branch = "main", isLocal = false, ...rest } = plan;
		const into = labelOf(plan);
		return {
			...rest,
			kind,
			branch,
			into,
			url: pageOf(plan, host),
			api: host.url + APIS[kind],
		};
	});
	const site = siteAt(port, join(folder.path, "site"), { ...SECRETS, PUBLISH_TOKEN: "token", REPOSITORIES, ...vars });
	const reader = new SiteReader(site.url);
	const all = new Map<string, FollowTarget>();
	for (const plan of plans) {
		const git = await GitRepository.create(join(folder.path, "git", plan.name), plan.branch);
		all.set(plan.name, new FollowTarget(git, host.add(plan.name, git), plan, pageOf(plan, host), reader));
	}
	await site.start();
	return {
		...{ site, host, reader },
		of(name) {
			const followed = all.get(name);
			if (!followed) throw new Error(`There is no repository ${name}.`);
			return followed;
		},
		async close() {
			await site.kill();
			await host.close();
			folder.remove();
		},
	};
}
