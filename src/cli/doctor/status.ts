import * as z from "zod";
import { error, type Fault, warning } from "../verify/finding.ts";

const fault = z.object({ error: z.string() });

/** Of `/api/status` what can be wrong. */
const status = z.object({
	status: z.enum(["ok", "delayed"]),
	pending: z.number(),
	outbox: z.object({ failing: z.number(), failures: z.array(fault) }),
	purges: z.object({ fault: fault.nullable() }),
	usage: z.object({ writes: z.number() }),
	problems: z.object({ errors: z.number() }),
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
