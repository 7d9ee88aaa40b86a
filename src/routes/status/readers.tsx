import type { Child, FC } from "hono/jsx";
import { barsUntil, Plot } from "../../components/charts.tsx";
import { Moment } from "../../components/format.tsx";
import { feedPath, SITE_FEED } from "../../feed/feed.ts";
import type { HubStats } from "../../hub/stats.ts";
import { PRIVATE_FEEDS, SELECTIONS } from "../../readership/feed-read.ts";
import type { DayTotal } from "../../readership/readings.ts";
import { type ReadershipReport, TREND_DAYS, type Trend, type Trends } from "../../readership/report.ts";
import { Table } from "./table.tsx";

/** Entries that represent many feeds. */
const TOGETHER: Record<string, string> = { [SELECTIONS]: "All selections", [PRIVATE_FEEDS]: "All private feeds" };

/** Height of the tallest bar, and distance between bars, in SVG units. */
const HEIGHT = 11;
const STEP = 3;

/** Readers over time, by feed and by reader. */
export const Readers: FC<{ report: ReadershipReport; now: number }> = ({ report, now }) => {
	const { subscribers, days, feeds, readers, requests } = report;
	if (days.length === 0) {
		return <p>No readers yet. They are counted some minutes after they fetch a feed.</p>;
	}
	return (
		<>
			<p>
				<strong>{`At least ${subscribers.toLocaleString("en")} ${subscribers === 1 ? "subscription" : "subscriptions"}`}</strong>
				{" to the feeds of this site, on the best of the last seven days. A subscriber of two feeds counts twice."}
			</p>
			<Plot
				id="subscribers"
				title="Subscriptions per day, last 90 days"
				none="No subscriptions in the last 90 days."
				summary={summaryOf(days)}
				bars={barsUntil(now, 90, new Map(days.map(({ day, subscribers }) => [day, subscribers])))}
				columns={["Day (UTC)", "Subscriptions"]}
				rows={days.toReversed().map(({ day, subscribers }) => [day, subscribers])}
			/>
			<h3>By feed</h3>
			<TrendTable what="Feed" trends={feeds} nameOf={(name) => <FeedName name={name} />} />
			<h3>By reader</h3>
			<TrendTable what="Reader" trends={readers} nameOf={(name) => name} />
			<p class="meta">
				Every number is a lower bound: many readers do not identify themselves, and requests that Cloudflare's cache
				answers are not counted. Today is not complete yet. <code>/api/readers</code> and <code>/api/readers.csv</code>{" "}
				have all numbers of the last 400 days.
			</p>
			<p class="meta">
				{`The Worker has answered ${requests.all.toLocaleString("en")} requests today. Cloudflare's dashboard shows all billed requests, including those that its cache answered.`}
			</p>
		</>
	);
};

const TrendTable: FC<{ what: string; trends: Trends; nameOf: (name: string) => Child }> = ({
	what,
	trends: { total, listed },
	nameOf,
}) => (
	<>
		<Table
			head={[what, "#Subscriptions", "Last four weeks"]}
			rows={listed.map((trend) => [
				nameOf(trend.name),
				trend.subscribers.toLocaleString("en"),
				<TrendBars counts={trend.counts} />,
			])}
		/>
		{total > listed.length ? <p class="meta">{`Top ${listed.length} of ${total.toLocaleString("en")}.`}</p> : null}
	</>
);

const FeedName: FC<{ name: string }> = ({ name }) => {
	const together = TOGETHER[name];
	if (together !== undefined) return <>{together}</>;
	return <a href={name === SITE_FEED ? "/" : feedPath(name)}>{name === SITE_FEED ? "Everything" : name}</a>;
};

const TrendBars: FC<Pick<Trend, "counts">> = ({ counts }) => {
	const most = Math.max(...counts, 1);
	const bars = counts.map((count, index) =>
		count === 0 ? "" : `M${STEP * index + 1} ${HEIGHT}v-${Math.ceil((count / most) * HEIGHT)}`,
	);
	const label = `From ${Math.min(...counts)} to ${most} in the last four weeks`;
	return (
		<svg class="spark" viewBox={`0 0 ${STEP * TREND_DAYS} ${HEIGHT}`} role="img" aria-label={label}>
			<path d={bars.join("")} />
		</svg>
	);
};

/** A chart's summary: `maximum 96 on 2026-11-03`. */
function summaryOf(days: readonly DayTotal[]): string {
	const most = days.toSorted((a, b) => b.subscribers - a.subscribers)[0];
	return most ? `maximum ${most.subscribers.toLocaleString("en")} on ${most.day}` : "none";
}

/** Hub subscriptions (WebSub, rssCloud) and the results of deliveries. */
export const Subscriptions: FC<{ numbers: HubStats; now: number }> = ({ numbers, now }) => {
	const { subscriptions, topics, days, waiting, age, failing } = numbers;
	return (
		<>
			<p>
				{progressOf(subscriptions, waiting)} {age ? promptness(age) : null}
			</p>
			<Plot
				id="deliveries"
				title="Deliveries per day, last 30 days"
				none="No deliveries in the last 30 days."
				bars={barsUntil(now, 30, new Map(days.map(({ day, deliveries }) => [day, deliveries])))}
				columns={["Day (UTC)", "Deliveries", "Failures"]}
				rows={days.map(({ day, deliveries, failures }) => [day, deliveries, failures])}
			/>
			{topics.length === 0 ? null : <Topics topics={topics} />}
			{failing.length === 0 ? null : <Failing failing={failing} now={now} />}
		</>
	);
};

const Topics: FC<Pick<HubStats, "topics">> = ({ topics }) => (
	<>
		<h3>Feeds with the most subscriptions</h3>
		<Table
			head={["Feed", "#Subscriptions"]}
			rows={topics.map(({ url, subscriptions }) => [<a href={url}>{url}</a>, subscriptions.toLocaleString("en")])}
		/>
	</>
);

const Failing: FC<Pick<HubStats, "failing"> & { now: number }> = ({ failing, now }) => (
	<>
		<h3>Failing deliveries</h3>
		<p>Failed deliveries are retried for three days; then the subscription is dropped.</p>
		<Table
			head={["Host", "#Subscriptions", "Since", "Why"]}
			rows={failing.map(({ host, subscriptions, since, error }) => [
				host,
				subscriptions.toLocaleString("en"),
				<Moment time={since} now={now} />,
				error,
			])}
		/>
	</>
);

/** A duration for people: `0.4 seconds`, `12 seconds`. */
function secondsOf(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	return `${seconds.toLocaleString("en", { maximumFractionDigits: seconds < 10 ? 1 : 0 })} seconds`;
}

function progressOf(subscriptions: number, waiting: number): string {
	if (subscriptions === 0) return "No subscriptions yet. Readers that support WebSub subscribe automatically.";
	const count = `${subscriptions.toLocaleString("en")} ${subscriptions === 1 ? "subscription" : "subscriptions"}`;
	return `${count}; ${waiting === 0 ? "all have" : `${waiting.toLocaleString("en")} still waiting for`} the latest version.`;
}

function promptness({ median, p99 }: NonNullable<HubStats["age"]>): string {
	return `Half of the recent deliveries took at most ${secondsOf(median)}, 99 of 100 at most ${secondsOf(p99)}.`;
}
