import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import * as z from "zod";
import { jsonOf } from "../../json.ts";
import type { Repository } from "../../repositories.ts";
import { unanswered } from "../api/client.ts";
import { readToken, type SiteAddress } from "../api/site.ts";
import { NetworkError } from "../command.ts";
import { error, type Fault, warning } from "../verify/finding.ts";

/** One request to the site, and how it was answered. Throws an `Outage` if it was not. */
type Request = (path: string, init?: RequestInit) => Promise<Response>;

/** A clock that is wrong by more than this matters to dates of articles, in seconds. */
const SKEW = 120;

const health = z.union([
	z.object({ status: z.enum(["ok", "delayed"]), version: z.string().optional() }),
	z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) }),
]);

/**
 * What is wrong with a live site, as far as its operator can mend it.
 *
 * @param root the project that it was deployed from
 * @param repositories those that the project's settings say it follows
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
			const what = `${site.url}/health answers ${answer.status} and not as a Newsstand does.`;
			return [
				error(what, "Check that this is the site's own address, and that nothing in front of it turns programs away."),
			];
		}
		if (known.status === "misconfigured") return known.problems.map((problem) => error(problem, ""));
		return [
			...(await versionFaults(root, known.version)),
			...clockFaults(answer.headers.get("date"), asked),
			...(await addressFaults(request, site.url)),
			...(await webhookFaults(request, repositories)),
			...(await insideFaults(request, site, root)),
		];
	} catch (reason) {
		if (!(reason instanceof NetworkError)) throw reason;
		return [error(`${reason.message}.`, "Is it deployed? `npm run deploy` says what stands in the way.")];
	}
}

async function versionFaults(root: string, live: string | undefined): Promise<Fault[]> {
	const text = await readFile(join(root, "package.json"), "utf8").catch(() => "null");
	const here = z.object({ version: z.string() }).safeParse(JSON.parse(text)).data?.version;
	if (live === undefined || here === undefined || live === here) return [];
	return [
		warning(`The site runs version ${live}, and here is ${here}.`, "`npm run deploy` brings the site up to date."),
	];
}

/** @param asked when it was asked, in milliseconds since 1970 by the clock of this machine */
export function clockFaults(date: string | null, asked: number): Fault[] {
	const off = date === null ? 0 : Math.round((asked - Date.parse(date)) / 1000);
	if (!(Math.abs(off) > SKEW)) return [];
	const what = `The clock of this machine is ${Math.abs(off)} seconds ${off > 0 ? "ahead" : "behind"}.`;
	return [warning(what, "Set it: undated articles take their date from it.")];
}

/** Whether the feeds name the address at which they were asked for. */
async function addressFaults(request: Request, url: string): Promise<Fault[]> {
	const feeds = z.object({ feeds: z.array(z.object({ rss: z.string() })) });
	const [first] = feeds.safeParse(jsonOf(await textOf(await request("/feeds.json")))).data?.feeds ?? [];
	const origin = URL.parse(first?.rss ?? "")?.origin ?? url;
	if (origin === url) return [];
	const what = `The feeds say that the site is ${origin}, so their links lead there.`;
	return [error(what, `Write SITE_URL = "${url}" in wrangler.toml, and run \`npm run deploy\`.`)];
}

/** A webhook whose secret is missing says so to everybody; nothing is sent to it that could be taken for a push. */
async function webhookFaults(request: Request, repositories: readonly Repository[]): Promise<Fault[]> {
	const faults: Fault[] = [];
	for (const kind of new Set(repositories.map((repository) => repository.kind))) {
		const answer = await request(`/webhooks/${kind}`, { method: "POST" });
		await answer.body?.cancel();
		if (answer.status !== 503) continue;
		const secret = `${kind.toUpperCase()}_WEBHOOK_SECRET`;
		const what = `The site follows repositories, and has no ${secret}: their pushes are noticed once an hour only.`;
		faults.push(error(what, "`npm run deploy` makes it. docs/webhooks.md says where to enter it."));
	}
	return faults;
}

/** What the site tells those who may know. */
async function insideFaults(request: Request, site: SiteAddress, root: string): Promise<Fault[]> {
	const known = await readToken(site, root, process.env);
	if ("failure" in known)
		return [warning(known.failure, "Without it, what goes on inside the site was not looked at.")];
	const answer = await request("/api/status", { headers: { authorization: `Bearer ${known.token}` } });
	if (answer.status === 401) {
		const mend = "Give it another with `npx wrangler secret put PUBLISH_TOKEN`, and use that.";
		return [error("The site does not know the token.", mend)];
	}
	return statusFaults(answer.status, jsonOf(await textOf(answer)));
}

/** What came of an answer; nothing if it broke off. */
function textOf(answer: Response): Promise<string> {
	return answer.text().catch(() => "");
}

const fault = z.object({ error: z.string() });

/** Of `/api/status` what can be wrong. */
const status = z.object({
	status: z.enum(["ok", "delayed"]),
	pending: z.number(),
	outbox: z.object({ failing: z.number(), failures: z.array(fault) }),
	purges: z.object({ fault: fault.nullable() }),
	usage: z.object({ writes: z.number() }),
	problems: z.object({ errors: z.number() }),
	/** A site of an earlier version does not tell. */
	exposures: z
		.array(
			z.object({
				...{ folder: z.string(), files: z.array(z.string()), reason: z.string() },
				...{ count: z.number(), articles: z.array(z.string()) },
			}),
		)
		.default([]),
	// Releases before 0.1.0 do not tell.
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

/** Writes to KV on a day after which the free plan comes to its end: 1,000. */
const MANY_WRITES = 800;

/** What an answer of `/api/status` tells that is to be mended. */
export function statusFaults(code: number, body: unknown): Fault[] {
	const known = status.safeParse(body).data;
	if (known === undefined) {
		return [
			error(`/api/status answers ${code} and does not say how the site is.`, "`npx wrangler tail` shows its errors."),
		];
	}
	const { outbox, purges, usage, problems, repositories, hub } = known;
	const faults: Fault[] = [];
	if (known.status === "delayed") {
		const [why] = outbox.failures;
		const what = `Readers do not get what was published: ${known.pending} feeds wait. ${why?.error ?? ""}`.trim();
		faults.push(
			error(what, "It is tried again by itself. On the free plan it can be that the day's writes are used up."),
		);
	}
	if (usage.writes > MANY_WRITES) {
		const what = `${usage.writes} values were written to KV today, and the free plan has 1,000.`;
		faults.push(warning(what, "What is over is written tomorrow (UTC). The paid plan has no such limit."));
	}
	if (purges.fault) faults.push(warning(`The edge cannot be told to forget old feeds: ${purges.fault.error}.`, ""));
	if (problems.errors > 0) {
		faults.push(
			warning(
				`Mistakes that keep an article from being published: ${problems.errors}.`,
				"The page /status shows them.",
			),
		);
	}
	for (const { files, reason, count, articles } of known.exposures) {
		const why = reason === "duplicate" ? "give defaults to the same folder" : "cannot be read";
		const more = count > articles.length ? ` and ${count - articles.length} more` : "";
		const what = `${files.join(" and ")} ${why}: ${count} articles that may be for members are or were public: `;
		faults.push(error(`${what}${articles.join(", ")}${more}.`, "docs/after-a-leak.md says what to do."));
	}
	faults.push(...unpublishingFaults(known.unpublishing));
	for (const { name, job } of repositories ?? []) {
		if (job?.state !== "parked") continue;
		const mend = "When it is mended: `npm run newsstand -- jobs retry ID --to URL`. docs/webhooks.md says more.";
		faults.push(error(`${name} is not followed any more: ${job.reason ?? "no reason is known"}`, mend));
	}
	for (const { host, error: why } of hub?.failing ?? []) {
		faults.push(
			warning(`Deliveries to ${host} fail: ${why}.`, "They are tried again by themselves, and given up at last."),
		);
	}
	const silent = [...(repositories === null ? ["Reconciler"] : []), ...(hub === null ? ["Hub"] : [])];
	return [
		...faults,
		...silent.map((part) =>
			error(`A part of the site, the ${part}, does not answer.`, "`npx wrangler tail` shows why."),
		),
	];
}

/** Articles that stay public until their files change, since an earlier release published them. */
function unpublishingFaults(unpublishing: z.infer<typeof status>["unpublishing"]): Fault[] {
	const { count = 0, listed = [] } = unpublishing ?? {};
	const hint = "The next change of its file unpublishes it. To keep it, remove what the reason names.";
	const faults = listed.map(({ path, reason }) =>
		warning(`${path} is public, and this release would not publish it: ${reason}`, hint),
	);
	if (count > listed.length) faults.push(warning(`So are ${count - listed.length} more articles.`, ""));
	return faults;
}
