import type { Context } from "hono";
import type { Child, FC } from "hono/jsx";
import { contextFor, type PageContext } from "../../components/format.tsx";
import { document, PAGE_HEADERS, Page } from "../../components/layout.tsx";
import type { App } from "../../http/context.ts";
import type { ReadershipReport } from "../../readership/report.ts";
import type { Site } from "../../settings.ts";
import { fill } from "../../words/grammar.ts";
import { marksFor } from "../../words/words.ts";
import { readershipReport, type SystemStatus, systemStatus } from "../reports.ts";
import { Exposures, Files, Problems, Publications, Stock, Unpublishings, UsageOfKv, Writing } from "./publishing.tsx";
import { Readers, Subscriptions } from "./readers.tsx";
import { Repositories } from "./repositories.tsx";
import { Figures, Verdict } from "./summary.tsx";

/** `GET /status`: the state of the site, for its operator. The page is never cached or indexed. */
export async function getStatusPage(c: Context<App>): Promise<Response> {
	const [system, readership] = await Promise.all([systemStatus(c.env), readershipReport(c.env)]);
	const site = c.get("site");
	const context = contextFor(site.language, Date.now());
	const page = <StatusPage site={site} system={system} readership={readership} context={context} />;
	const headers = { ...PAGE_HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };
	return new Response(document(page), { headers });
}

interface Section {
	/** HTML id, unique on the page. */
	id: string;
	title: string;
	body: Child;
}

type Readership = PromiseSettledResult<ReadershipReport>;

interface Sections {
	/** Sections that require the operator to do something. */
	first: Section[];
	/** Sections about publications and the KV writes that they take. */
	publishing: Section[];
	/** Sections about readers. */
	reading: Section[];
}

/** Returns the sections of the page, grouped as they appear on it. */
function sectionsOf(
	{ publisher, reconciler, hub }: SystemStatus,
	readership: Readership,
	context: PageContext,
): Sections {
	const { section } = context.words;
	const ofPublisher = reportOf("Publisher", publisher, context);
	const report = publisher.status === "fulfilled" ? publisher.value : undefined;
	const { problems, exposures = [], unpublishing } = report ?? {};
	const faults = problems ? problems.errors + problems.warnings + problems.guesses + exposures.length : 0;
	const repositories = reportOf("Reconciler", reconciler, context);
	const subscriptions = reportOf("Hub", hub, context);
	return {
		first: [
			...(faults === 0
				? []
				: [
						{
							id: "problems",
							title: section.fix,
							body: ofPublisher(({ problems, exposures }) => (
								<>
									<Exposures exposures={exposures} context={context} />
									<Problems problems={problems} context={context} />
								</>
							)),
						},
					]),
			...(unpublishing === undefined || unpublishing.count === 0
				? []
				: [
						{
							id: "unpublishing",
							title: section.unpublishing,
							body: <Unpublishings report={unpublishing} context={context} />,
						},
					]),
		],
		publishing: [
			{
				id: "publications",
				title: section.recent,
				body: ofPublisher((report) => <Publications report={report} context={context} />),
			},
			{
				id: "writing",
				title: section.writing,
				body: ofPublisher((report) => <Writing report={report} context={context} />),
			},
			{
				id: "usage",
				title: section.allowance,
				body: ofPublisher(({ usage, budget }) => <UsageOfKv usage={usage} budget={budget} context={context} />),
			},
			{
				id: "files",
				title: section.files,
				body: ofPublisher(({ files }) => <Files files={files} context={context} />),
			},
		],
		reading: [
			{
				id: "readers",
				title: section.readers,
				body: reportOf("Readership", readership, context)((report) => <Readers report={report} context={context} />),
			},
			{
				id: "subscriptions",
				title: section.live,
				body: subscriptions((numbers) => <Subscriptions numbers={numbers} context={context} />),
			},
			{
				id: "repositories",
				title: section.repos,
				body: repositories((report) => <Repositories report={report} context={context} />),
			},
			{
				id: "stock",
				title: section.content,
				body: ofPublisher((report) => <Stock report={report} context={context} />),
			},
		],
	};
}

/** Shows a component's report. If the report is missing, says that the component does not respond. */
function reportOf<T>(
	part: string,
	report: PromiseSettledResult<T>,
	{ words: { status } }: PageContext,
): (show: (value: T) => Child) => Child {
	return (show) =>
		report.status === "fulfilled" ? show(report.value) : <p class="notice">{fill(status.silent, { part })}</p>;
}

const StatusPage: FC<{ site: Site; system: SystemStatus; readership: Readership; context: PageContext }> = ({
	site,
	system,
	readership,
	context,
}) => {
	const { first, publishing, reading } = sectionsOf(system, readership, context);
	return (
		<Page site={site} title={context.words.status.title} isTool head={<meta name="robots" content="noindex" />}>
			<div class="status" {...marksFor(site.language)}>
				<Verdict site={site} system={{ ...system, readership }} context={context} />
				{system.publisher.status === "fulfilled" ? (
					<Figures report={system.publisher.value} readership={readership} context={context} />
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
		<div>{body}</div>
	</section>
);
