import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { AsOf, changesIn, contextFor, Message } from "../components/format.tsx";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { ProblemList } from "../components/problem-list.tsx";
import { isActive, type Job } from "../git/job.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import type { Site } from "../settings.ts";
import { momentIn, numberIn } from "../words/format.ts";
import { fill } from "../words/grammar.ts";
import { marksFor } from "../words/words.ts";

/**
 * `GET /jobs/<id>`: the result of a push. Anyone who has the page's URL may see the page; the URL cannot be guessed. It
 * is never cached or indexed.
 */
export async function getJob(c: Context<App>): Promise<Response> {
	const job = await reconcilerOf(c.env).job(c.req.param("id") ?? "");
	if (!job) {
		const message =
			"There is no job with this id. It may have been deleted, because only the newest 200 jobs are kept.";
		return errorResponse(c, 404, message);
	}
	const headers = { ...PAGE_HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };
	return new Response(document(<JobPage site={c.get("site")} job={job} />), { headers });
}

const JobPage = ({ site, job }: { site: Site; job: Job }) => {
	const context = contextFor(site.language, Date.now());
	const { language, words } = context;
	const { job: says } = words;
	const state = words.state[job.state];
	const result = changesIn(context, { ...job, problems: 0 });
	const numbers = {
		count: numberIn(language, job.fetched),
		all: numberIn(language, job.added + job.changed),
	};
	const timeOf = (time: number) => momentIn(language, time, site.timeZone);
	return (
		<Page site={site} title={says.title} isTool head={<meta name="robots" content="noindex" />}>
			<div class="status" {...marksFor(site.language)}>
				{/* The page does not refresh itself, because that would disrupt reading (WCAG 2.2, 2.2.1). */}
				{isActive(job) ? <AsOf context={context} site={site} path={`/jobs/${job.id}`} /> : null}
				<h1>{job.state === "done" ? fill(says.outcome, { state, result }) : state}</h1>
				{job.reason === null ? null : (
					<p class="stand">
						<Message text={job.reason} language={language} />
					</p>
				)}
				<table class="table">
					<tbody>
						<Fact name={says.repository}>
							<bdi>{job.repository}</bdi>
						</Fact>
						{job.commit === null ? null : (
							<Fact name={says.commit}>
								<code>{job.commit}</code>
							</Fact>
						)}
						{job.state === "fetching" ? <Fact name={says.fetched}>{fill(says.of, numbers)}</Fact> : null}
						<Fact name={says.started}>{timeOf(job.created)}</Fact>
						<Fact name={says.updated}>{timeOf(job.updated)}</Fact>
						{job.due !== null && job.due > context.now + SOON ? (
							<Fact name={says.continues}>{timeOf(job.due)}</Fact>
						) : null}
					</tbody>
				</table>
				{job.problems.length === 0 ? null : (
					<>
						<h2>{says.problems}</h2>
						<ProblemList problems={job.problems} context={context} />
					</>
				)}
			</div>
		</Page>
	);
};

const Fact = ({ name, children }: { name: string; children?: Child }) => (
	<tr>
		<th scope="row">{name}</th>
		<td>{children}</td>
	</tr>
);

/** If a job's next attempt is due within this many milliseconds, the job is not shown as waiting. */
const SOON = 2000;
