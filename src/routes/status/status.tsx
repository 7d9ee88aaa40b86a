import type { Context } from "hono";
import type { Child, FC } from "hono/jsx";
import { inUtc } from "../../components/format.tsx";
import { document, PAGE_HEADERS, Page } from "../../components/layout.tsx";
import type { App } from "../../http/context.ts";
import type { ReadershipReport } from "../../readership/report.ts";
import type { Site } from "../../settings.ts";
import { readershipReport, type SystemStatus, systemStatus } from "../reports.ts";
import { Exposures, Files, Problems, Publications, Stock, Unpublishings, UsageOfKv, Writing } from "./publishing.tsx";
import { Readers, Subscriptions } from "./readers.tsx";
import { Repositories } from "./repositories.tsx";
import { Figures, Verdict } from "./summary.tsx";

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

/** The sections of the page, in order. */
function sectionsOf({ publisher, reconciler, hub }: SystemStatus, readership: Readership, now: number): Section[] {
	const ofPublisher = reportOf("The Publisher", publisher);
	const unpublishing = publisher.status === "fulfilled" ? publisher.value.unpublishing : undefined;
	return [
		{ id: "writing", title: "Writing", body: ofPublisher((report) => <Writing report={report} now={now} />) },
		{
			id: "publications",
			title: "Publications",
			body: ofPublisher((report) => <Publications report={report} now={now} />),
		},
		{
			id: "problems",
			title: "Problems in article files",
			body: ofPublisher(({ problems, exposures }) => (
				<>
					<Exposures exposures={exposures} />
					<Problems problems={problems} />
				</>
			)),
		},
		...(unpublishing === undefined || unpublishing.count === 0
			? []
			: [
					{
						id: "unpublishing",
						title: "Articles that will be unpublished",
						body: <Unpublishings report={unpublishing} />,
					},
				]),
		{
			id: "repositories",
			title: "Repositories",
			body: reportOf("The Reconciler", reconciler)((report) => <Repositories report={report} now={now} />),
		},
		{
			id: "subscriptions",
			title: "WebSub and rssCloud subscriptions",
			body: reportOf("The Hub", hub)((numbers) => <Subscriptions numbers={numbers} now={now} />),
		},
		{
			id: "readers",
			title: "Readers",
			body: reportOf("The Readership", readership)((report) => <Readers report={report} now={now} />),
		},
		{ id: "files", title: "Pictures and other files", body: ofPublisher(({ files }) => <Files files={files} />) },
		{
			id: "usage",
			title: "KV writes",
			body: ofPublisher(({ usage, budget }) => <UsageOfKv usage={usage} budget={budget} now={now} />),
		},
		{ id: "stock", title: "Content", body: ofPublisher((report) => <Stock report={report} />) },
	];
}

/** Shows a component's report, or that it does not respond. */
function reportOf<T>(who: string, report: PromiseSettledResult<T>): (show: (value: T) => Child) => Child {
	return (show) =>
		report.status === "fulfilled" ? (
			show(report.value)
		) : (
			<p class="notice">{`${who} does not respond. Reload in a minute; the log has details.`}</p>
		);
}

const StatusPage: FC<{ site: Site; system: SystemStatus; readership: Readership; now: number }> = ({
	site,
	system,
	readership,
	now,
}) => (
	<Page site={site} title="Status" wide head={<meta name="robots" content="noindex" />}>
		<div class="status">
			<Verdict system={{ ...system, readership }} now={now} />
			<p class="meta">
				{`As of ${inUtc(now)}. `}
				<a href="/status">Reload</a>
			</p>
			{system.publisher.status === "fulfilled" ? <Figures report={system.publisher.value} now={now} /> : null}
			{sectionsOf(system, readership, now).map(({ id, title, body }) => (
				<section id={id} aria-labelledby={`${id}-heading`}>
					<h2 id={`${id}-heading`}>{title}</h2>
					{body}
				</section>
			))}
		</div>
	</Page>
);
