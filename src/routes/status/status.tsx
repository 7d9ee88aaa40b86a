import type { Context } from "hono";
import type { Child, FC } from "hono/jsx";
import { document, PAGE_HEADERS, Page } from "../../components/layout.tsx";
import type { App } from "../../http/context.ts";
import type { ReadershipReport } from "../../readership/report.ts";
import type { Site } from "../../settings.ts";
import { marksFor, type Words, wordsFor } from "../../words/words.ts";
import { readershipReport, type SystemStatus, systemStatus } from "../reports.ts";
import { Exposures, Files, Problems, Publications, Stock, Unpublishings, UsageOfKv, Writing } from "./publishing.tsx";
import { Readers, Subscriptions } from "./readers.tsx";
import { Repositories } from "./repositories.tsx";
import { ENGLISH, Figures, Verdict } from "./summary.tsx";

/** `GET /status`: the state of the site, for its operator. Never cached, never indexed. */
export async function getStatusPage(c: Context<App>): Promise<Response> {
	const [system, readership] = await Promise.all([systemStatus(c.env), readershipReport(c.env)]);
	const page = <StatusPage site={c.get("site")} system={system} readership={readership} now={Date.now()} />;
	const headers = { ...PAGE_HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };
	return new Response(document(page), { headers });
}

interface Section {
	/** Unique on the page. */
	id: string;
	title: string;
	body: Child;
}

type Readership = PromiseSettledResult<ReadershipReport>;

interface Sections {
	/** Sections with something to do. */
	first: Section[];
	/** Sections about publications and the KV writes that they used. */
	publishing: Section[];
	/** Sections about readers. */
	reading: Section[];
}

/** The sections of the page, in order. */
function sectionsOf(
	{ publisher, reconciler, hub }: SystemStatus,
	readership: Readership,
	{ status }: Words,
	now: number,
): Sections {
	const ofPublisher = reportOf("The Publisher", publisher);
	const report = publisher.status === "fulfilled" ? publisher.value : undefined;
	const { problems, exposures = [], unpublishing } = report ?? {};
	const faults = problems ? problems.errors + problems.warnings + problems.guesses + exposures.length : 0;
	const repositories = reportOf("The Reconciler", reconciler);
	const subscriptions = reportOf("The Hub", hub);
	return {
		first: [
			...(faults === 0
				? []
				: [
						{
							id: "problems",
							title: status.fix,
							body: ofPublisher(({ problems, exposures }) => (
								<>
									<Exposures exposures={exposures} />
									<Problems problems={problems} />
								</>
							)),
						},
					]),
			...(unpublishing === undefined || unpublishing.count === 0
				? []
				: [
						{
							id: "unpublishing",
							title: status.unpublishing,
							body: <Unpublishings report={unpublishing} />,
						},
					]),
		],
		publishing: [
			{
				id: "publications",
				title: status.recent,
				body: ofPublisher((report) => <Publications report={report} now={now} />),
			},
			{ id: "writing", title: status.writing, body: ofPublisher((report) => <Writing report={report} now={now} />) },
			{
				id: "usage",
				title: status.allowance,
				body: ofPublisher(({ usage, budget }) => <UsageOfKv usage={usage} budget={budget} now={now} />),
			},
			{ id: "files", title: status.files, body: ofPublisher(({ files }) => <Files files={files} />) },
		],
		reading: [
			{
				id: "readers",
				title: status.readers,
				body: reportOf("The Readership", readership)((report) => <Readers report={report} now={now} />),
			},
			{
				id: "subscriptions",
				title: status.live,
				body: subscriptions((numbers) => <Subscriptions numbers={numbers} now={now} />),
			},
			{
				id: "repositories",
				title: status.repos,
				body: repositories((report) => <Repositories report={report} now={now} />),
			},
			{ id: "stock", title: status.content, body: ofPublisher((report) => <Stock report={report} />) },
		],
	};
}

/** Shows a component's report, or that it does not respond. */
function reportOf<T>(who: string, report: PromiseSettledResult<T>): (show: (value: T) => Child) => Child {
	return (show) =>
		report.status === "fulfilled" ? (
			show(report.value)
		) : (
			<p class="notice">{`${who} does not respond. Reload this page in a minute. The log has details.`}</p>
		);
}

const StatusPage: FC<{ site: Site; system: SystemStatus; readership: Readership; now: number }> = ({
	site,
	system,
	readership,
	now,
}) => {
	const words = wordsFor(site.language);
	const { first, publishing, reading } = sectionsOf(system, readership, words, now);
	return (
		<Page site={site} title={words.status.title} isTool head={<meta name="robots" content="noindex" />}>
			<div class="status" {...marksFor(site.language)}>
				<Verdict site={site} system={{ ...system, readership }} now={now} />
				{system.publisher.status === "fulfilled" ? (
					<Figures site={site} report={system.publisher.value} readership={readership} />
				) : null}
				{first.map((section) => (
					<StatusSection {...section} />
				))}
				<div class="halves">
					{[publishing, reading].map((sections) => (
						<div>
							{sections.map((section) => (
								<StatusSection {...section} />
							))}
						</div>
					))}
				</div>
			</div>
		</Page>
	);
};

const StatusSection: FC<Section> = ({ id, title, body }) => (
	<section id={id} aria-labelledby={`${id}-heading`}>
		<h2 id={`${id}-heading`}>{title}</h2>
		<div {...ENGLISH}>{body}</div>
	</section>
);
