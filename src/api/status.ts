import type { Context } from "hono";
import type * as z from "zod";
import type { GitReport } from "../git/report.ts";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { standingOf } from "../http/standing.ts";
import type { Numbers } from "../hub/numbers.ts";
import type { Report } from "../publisher/report.ts";
import { iso, maybeIso } from "./iso.ts";
import { shown } from "./jobs.ts";
import type { status } from "./status-answer.ts";

type Status = z.infer<typeof status>;

/** `GET /api/status`: how things stand. 503: the Publisher does not answer. */
export async function getStatus(c: Context<App>): Promise<Response> {
	const { publisher, reconciler, hub } = await standingOf(c.env);
	if (publisher.status === "rejected") return errorResponse(c, 503, "The Publisher does not answer.");
	const git = reconciler.status === "fulfilled" ? gitStatus(reconciler.value) : { repositories: null, jobs: null };
	const webSub = { hub: hub.status === "fulfilled" ? hubStatus(hub.value) : null };
	return c.json({ ...statusOf(publisher.value), ...git, ...webSub } satisfies Status, 200, {
		"Cache-Control": "no-store",
	});
}

function statusOf(report: Report): Omit<Status, "repositories" | "jobs" | "hub"> {
	const { status, since, pending, backlog, purges, publications, ...rest } = report;
	const withIso = <Fault extends { since: number }>(fault: Fault) => ({ ...fault, since: iso(fault.since) });
	return {
		...{ status, since: iso(since), pending },
		outbox: { ...backlog, oldest: maybeIso(backlog.oldest), failures: backlog.failures.map(withIso) },
		purges: { ...purges, next: maybeIso(purges.next), fault: purges.fault && withIso(purges.fault) },
		publications: publications.map((publication) => ({ ...publication, time: iso(publication.time) })),
		...rest,
	};
}

function gitStatus({ repositories, jobs }: GitReport): Pick<Status, "repositories" | "jobs"> {
	return {
		repositories: repositories.map(({ checked, job, ...rest }) => {
			return { ...rest, checked: maybeIso(checked), job: job && shown(job) };
		}),
		jobs: jobs.map(shown),
	};
}

function hubStatus({ failing, ...rest }: Numbers): Status["hub"] {
	return { ...rest, failing: failing.map((host) => ({ ...host, since: iso(host.since) })) };
}
