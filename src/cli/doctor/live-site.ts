import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import * as z from "zod";
import { counted } from "../../article/totals.ts";
import { jsonOf } from "../../json.ts";
import type { Repository } from "../../repositories.ts";
import { unanswered } from "../api/connection.ts";
import { readToken, type SiteAddress } from "../api/site.ts";
import { NetworkError } from "../command.ts";
import { error, type Fault, warning } from "../verify/finding.ts";

/** Sends one request to the site. Throws an `ApiError` if there is no response. */
type Request = (path: string, init?: RequestInit) => Promise<Response>;

/**
 * Maximum difference between this machine's clock and the site's, in seconds. A larger difference would affect the
 * dates of articles.
 */
const SKEW = 120;

const health = z.union([
	z.object({ status: z.enum(["ok", "delayed"]), version: z.string().optional(), warning: z.string().optional() }),
	z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) }),
]);

/**
 * Finds problems with a live site that its operator can fix.
 *
 * @param root the folder of the project that the site was deployed from
 * @param repositories the repositories in the project's settings
 */
export async function liveFaults(
	site: SiteAddress,
	root: string,
	repositories: readonly Repository[],
): Promise<Fault[]> {
	const request: Request = async (path, init) => {
		try {
			return await fetch(site.url + path, { ...init, redirect: "manual", signal: AbortSignal.timeout(15_000) });
		} catch (reason) {
			throw unanswered(site.url, reason);
		}
	};
	try {
		const asked = Date.now();
		const answer = await request("/health");
		const known = health.safeParse(jsonOf(await textOf(answer))).data;
		if (known === undefined) {
			const what = `${site.url}/health answers ${answer.status}, but the response is not from a Newsstand site.`;
			return [error(what, "Check that this is the site's address, and that no bot filter blocks requests to it.")];
		}
		if (known.status === "misconfigured") return known.problems.map((problem) => error(problem, ""));
		return [
			...(await versionFaults(root, known.version)),
			...(known.warning === undefined ? [] : [warning(known.warning, "")]),
			...clockFaults(answer.headers.get("date"), asked),
			...(await addressFaults(request, site.url)),
			...(await webhookFaults(request, repositories)),
			...(await insideFaults(request, site, root)),
		];
	} catch (reason) {
		if (!(reason instanceof NetworkError)) throw reason;
		return [error(`${reason.message}.`, "Is the site deployed? Run `npm run deploy` to find out.")];
	}
}

async function versionFaults(root: string, live: string | undefined): Promise<Fault[]> {
	const text = await readFile(join(root, "package.json"), "utf8").catch(() => "null");
	const here = z.object({ version: z.string() }).safeParse(JSON.parse(text)).data?.version;
	if (live === undefined || here === undefined || live === here) return [];
	return [
		warning(`The site runs version ${live}; this folder has ${here}.`, "Run `npm run deploy` to update the site."),
	];
}

/** @param asked when the request was sent, according to this machine's clock, in milliseconds since 1970 */
export function clockFaults(date: string | null, asked: number): Fault[] {
	const off = date === null ? 0 : Math.round((asked - Date.parse(date)) / 1000);
	if (!(Math.abs(off) > SKEW)) return [];
	const what = `This machine's clock is ${counted(Math.abs(off), "second")} ${off > 0 ? "ahead" : "behind"}.`;
	return [warning(what, "Set the clock: articles without a date get their date from it.")];
}

/** Reports feeds that link to a different address than `url`. */
async function addressFaults(request: Request, url: string): Promise<Fault[]> {
	const feeds = z.object({ feeds: z.array(z.object({ rss: z.string() })) });
	const [first] = feeds.safeParse(jsonOf(await textOf(await request("/feeds.json")))).data?.feeds ?? [];
	const origin = URL.parse(first?.rss ?? "")?.origin ?? url;
	if (origin === url) return [];
	const what = `The feeds link to ${origin} instead of ${url}.`;
	return [error(what, `Set SITE_URL = "${url}" in wrangler.toml, and run \`npm run deploy\`.`)];
}

/**
 * Finds webhooks without a secret. Such webhooks respond to any request with 503, so an empty request is enough as a
 * test.
 */
async function webhookFaults(request: Request, repositories: readonly Repository[]): Promise<Fault[]> {
	const faults: Fault[] = [];
	for (const kind of new Set(repositories.map((repository) => repository.kind))) {
		const answer = await request(`/webhooks/${kind}`, { method: "POST" });
		await answer.body?.cancel();
		if (answer.status !== 503) continue;
		const secret = `${kind.toUpperCase()}_WEBHOOK_SECRET`;
		const what = `${secret} is not set, so the site notices pushes only once an hour.`;
		faults.push(
			error(what, "Run `npm run deploy` to create the secret, then enter it at your Git host (docs/webhooks.md)."),
		);
	}
	return faults;
}

/** Finds problems that the site reports only to requests with a token. */
async function insideFaults(request: Request, site: SiteAddress, root: string): Promise<Fault[]> {
	const known = await readToken(site, root, process.env);
	if ("failure" in known) return [warning(known.failure, "Without a token, the site's status was not checked.")];
	const answer = await request("/api/status", { headers: { authorization: `Bearer ${known.token}` } });
	if (answer.status === 401) {
		const fix = "Set a new token with `npx wrangler secret put PUBLISH_TOKEN`, and use the new token from now on.";
		return [error("The site rejects the token.", fix)];
	}
	return statusFaults(answer.status, jsonOf(await textOf(answer)));
}

/** Reads the body of a response. Returns an empty text if the connection breaks. */
function textOf(answer: Response): Promise<string> {
	return answer.text().catch(() => "");
}

const fault = z.object({ error: z.string() });

/** The parts of the response from `/api/status` that can reveal a problem. */
const status = z.object({
	status: z.enum(["ok", "delayed"]),
	pending: z.number(),
	outbox: z.object({ failing: z.number(), failures: z.array(fault) }),
	purges: z.object({ fault: fault.nullable() }),
	// Earlier releases of Newsstand support only the free plan, and do not report its limit.
	usage: z.object({ writes: z.number(), limit: z.number().default(1000), isLimit: z.boolean().default(true) }),
	problems: z.object({ errors: z.number() }),
	// Earlier releases of Newsstand do not report this.
	exposures: z
		.array(
			z.object({
				...{ folder: z.string(), files: z.array(z.string()), reason: z.string() },
				...{ count: z.number(), articles: z.array(z.string()) },
			}),
		)
		.default([]),
	// Releases of Newsstand before 0.1.0 do not report this.
	unpublishing: z
		.object({ count: z.number(), listed: z.array(z.object({ path: z.string(), reason: z.string() })) })
		.optional(),
	repositories: z
		.array(
			z.object({ name: z.string(), job: z.object({ state: z.string(), reason: z.string().nullable() }).nullable() }),
		)
		.nullable(),
	hub: z.object({ failing: z.array(z.object({ host: z.string(), error: z.string() })) }).nullable(),
});

/** KV writes are reported once they exceed this share of the daily limit. */
const MANY_WRITES = 0.8;

/** Finds problems in a response from `/api/status`. */
export function statusFaults(code: number, body: unknown): Fault[] {
	const known = status.safeParse(body).data;
	if (known === undefined) {
		return [
			error(`/api/status answers ${code} without a status.`, "Run `npx wrangler tail` to see the site's errors."),
		];
	}
	const { outbox, purges, usage, problems, repositories, hub } = known;
	const faults: Fault[] = [];
	if (known.status === "delayed") {
		const [why] = outbox.failures;
		const delayed = known.pending === 1 ? "1 feed is" : `${known.pending} feeds are`;
		const what = `Readers do not get the latest articles: ${delayed} delayed. ${why?.error ?? ""}`.trim();
		faults.push(error(what, "The site retries automatically. On the free plan, today's KV writes might be used up."));
	}
	if (usage.isLimit && usage.writes > usage.limit * MANY_WRITES) {
		const what = `${usage.writes} KV writes today; the free plan allows ${usage.limit.toLocaleString("en")}.`;
		faults.push(
			warning(
				what,
				"Changes beyond that limit go live tomorrow (UTC). The paid plan does not have this limit: if your account is on it, set CLOUDFLARE_PLAN.",
			),
		);
	}
	if (purges.fault)
		faults.push(
			warning(`Outdated feeds cannot be purged from Cloudflare's cache: ${withFullStop(purges.fault.error)}`, ""),
		);
	if (problems.errors > 0) {
		faults.push(
			warning(
				`${problems.errors === 1 ? "1 error prevents" : `${problems.errors} errors prevent`} articles from being published.`,
				"The page /status lists them.",
			),
		);
	}
	for (const { files, reason, count, articles } of known.exposures) {
		const why = reason === "duplicate" ? "set defaults for the same folder" : "cannot be read";
		const more = count > articles.length ? ` and ${count - articles.length} more` : "";
		const exposed =
			count === 1
				? "1 article that may be meant for members was public, or still is"
				: `${count} articles that may be meant for members were public, or still are`;
		const what = `${files.join(" and ")} ${why}: ${exposed}: `;
		faults.push(error(`${what}${articles.join(", ")}${more}.`, "See docs/after-a-leak.md for what to do."));
	}
	faults.push(...unpublishingFaults(known.unpublishing));
	for (const { name, job } of repositories ?? []) {
		if (job?.state !== "parked") continue;
		const fix = "Fix the cause, then run `npm run newsstand -- jobs retry ID --to URL`. See docs/webhooks.md.";
		faults.push(error(`${name} is no longer synced: ${job.reason ?? "no reason is known"}`, fix));
	}
	for (const { host, error: why } of hub?.failing ?? []) {
		faults.push(
			warning(
				`Deliveries to ${host} fail: ${withFullStop(why)}`,
				"The site retries the deliveries for a while, then gives up.",
			),
		);
	}
	const silent = [...(repositories === null ? ["Reconciler"] : []), ...(hub === null ? ["Hub"] : [])];
	return [
		...faults,
		...silent.map((part) =>
			error(`Part of the site does not respond: the ${part}.`, "Run `npx wrangler tail` to see why."),
		),
	];
}

/**
 * Reports public articles that the site's release of Newsstand no longer accepts. They stay public until their files
 * change.
 */
function unpublishingFaults(unpublishing: z.infer<typeof status>["unpublishing"]): Fault[] {
	const { count = 0, listed = [] } = unpublishing ?? {};
	const hint =
		"The next change to the article's file unpublishes the article. To keep it published, fix the cause first.";
	const faults = listed.map(({ path, reason }) =>
		warning(`${path} is public, but this release of Newsstand would not publish it: ${reason}`, hint),
	);
	if (count > listed.length)
		faults.push(warning(`The same applies to ${counted(count - listed.length, "more article")}.`, ""));
	return faults;
}

/** Adds a full stop to an error from the site if it does not end with one. */
function withFullStop(error: string): string {
	return error.replace(/\.?$/, ".");
}
