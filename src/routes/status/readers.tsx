import type { Child, FC } from "hono/jsx";
import { barsUntil, nameOfDay, Plot } from "../../components/charts.tsx";
import { Message, Moment, type PageContext } from "../../components/format.tsx";
import { feedPath, SITE_FEED } from "../../feed/feed.ts";
import type { HubStats } from "../../hub/stats.ts";
import { PRIVATE_FEEDS, SELECTIONS } from "../../readership/feed-read.ts";
import type { DayTotal } from "../../readership/readings.ts";
import { type ReadershipReport, TREND_DAYS, type Trend, type Trends } from "../../readership/report.ts";
import { numberIn, secondsIn } from "../../words/format.ts";
import { fill, pieces } from "../../words/grammar.ts";
import { wordsFor } from "../../words/words.ts";
import { Table } from "./table.tsx";

/** Height of the tallest bar, and width of a bar including the gap next to it, in SVG units. */
const HEIGHT = 11;
const STEP = 3;

/** Shows the number of readers over time, by feed, and by feed reader. */
export const Readers: FC<{ report: ReadershipReport; context: PageContext }> = ({ report, context }) => {
	const { subscribers, days, feeds, readers, requests } = report;
	const { column, readership } = context.words;
	if (days.length === 0) return <p>{readership.none}</p>;
	return (
		<>
			<p>
				<strong>{readership.least(subscribers)}</strong>
			</p>
			<p>{readership.best}</p>
			<Plot
				context={context}
				id="subscribers"
				title={readership.perDay}
				none={readership.noneLately}
				summary={mostOf(days, context)}
				bars={barsUntil(context.now, 90, new Map(days.map(({ day, subscribers }) => [day, subscribers])))}
				columns={[column.day, column.subscriptions]}
				rows={days.toReversed().map(({ day, subscribers }) => [day, subscribers])}
			/>
			<h3>{readership.byFeed}</h3>
			<TrendTable
				what={column.feed}
				trends={feeds}
				nameOf={(name) => <FeedName name={name} context={context} />}
				context={context}
			/>
			<h3>{readership.byReader}</h3>
			<TrendTable what={column.reader} trends={readers} nameOf={(name) => name} context={context} />
			<p class="meta">
				{pieces(readership.bound, { json: <code>/api/readers</code>, csv: <code>/api/readers.csv</code> })}
			</p>
			<p class="meta">{readership.requests(requests.all)}</p>
		</>
	);
};

interface TrendTableProps {
	what: string;
	trends: Trends;
	nameOf: (name: string) => Child;
	context: PageContext;
}

const TrendTable: FC<TrendTableProps> = ({ what, trends: { total, listed }, nameOf, context }) => {
	const { language, words } = context;
	const [count, all] = [listed.length, total].map((number) => numberIn(language, number));
	return (
		<>
			<Table
				head={[what, `#${words.column.subscriptions}`, words.column.weeks]}
				rows={listed.map((trend) => [
					nameOf(trend.name),
					numberIn(language, trend.subscribers),
					<TrendBars counts={trend.counts} context={context} />,
				])}
			/>
			{total > listed.length ? (
				<p class="meta">{fill(words.chart.first, { count: count ?? "", all: all ?? "" })}</p>
			) : null}
		</>
	);
};

const FeedName: FC<{ name: string; context: PageContext }> = ({ name, context: { language, words } }) => {
	/** Names of the entries that stand for many feeds each. */
	const together: Record<string, string> = {
		[SELECTIONS]: words.readership.selections,
		[PRIVATE_FEEDS]: words.readership.privateFeeds,
	};
	if (together[name] !== undefined) return <>{together[name]}</>;
	const isSite = name === SITE_FEED;
	return <a href={isSite ? "/" : feedPath(name)}>{isSite ? wordsFor(language).selection.everything : name}</a>;
};

const TrendBars: FC<Pick<Trend, "counts"> & { context: PageContext }> = ({ counts, context: { language, words } }) => {
	const most = Math.max(...counts, 1);
	const bars = counts.map((count, index) =>
		count === 0 ? "" : `M${STEP * index + 1} ${HEIGHT}v-${Math.ceil((count / most) * HEIGHT)}`,
	);
	const label = fill(words.chart.trend, {
		least: numberIn(language, Math.min(...counts)),
		most: numberIn(language, most),
	});
	return (
		<svg class="spark" viewBox={`0 0 ${STEP * TREND_DAYS} ${HEIGHT}`} role="img" aria-label={label}>
			<path d={bars.join("")} />
		</svg>
	);
};

/** Summarizes a chart, such as `maximum 96 on Nov 3, 2026`. */
function mostOf(days: readonly DayTotal[], { language, words }: PageContext): string {
	const most = days.reduce((a, b) => (b.subscribers > a.subscribers ? b : a));
	return fill(words.chart.most, { most: numberIn(language, most.subscribers), day: nameOfDay(language, most.day) });
}

/** Shows hub subscriptions (WebSub, rssCloud) and the results of deliveries. */
export const Subscriptions: FC<{ numbers: HubStats; context: PageContext }> = ({ numbers, context }) => {
	const { topics, days, failing } = numbers;
	const { column, hub } = context.words;
	return (
		<>
			<Progress numbers={numbers} context={context} />
			<Plot
				context={context}
				id="deliveries"
				title={hub.perDay}
				none={hub.noneLately}
				bars={barsUntil(context.now, 30, new Map(days.map(({ day, deliveries }) => [day, deliveries])))}
				columns={[column.day, column.deliveries, column.failures]}
				rows={days.map(({ day, deliveries, failures }) => [day, deliveries, failures])}
			/>
			{topics.length === 0 ? null : <Topics topics={topics} context={context} />}
			{failing.length === 0 ? null : <Failing failing={failing} context={context} />}
		</>
	);
};

/**
 * Shows the number of subscriptions, whether all subscribers have received the latest version of their feed, and how
 * quickly they received it.
 */
const Progress: FC<{ numbers: HubStats; context: PageContext }> = ({
	numbers: { subscriptions, waiting, age },
	context: { language, words },
}) => {
	const { hub } = words;
	const count = hub.subscriptions(subscriptions);
	const progress =
		subscriptions === 0
			? hub.none
			: waiting === 0
				? fill(hub.current, { subscriptions: count })
				: fill(hub.behind, { subscriptions: count, waiting: numberIn(language, waiting) });
	return (
		<p>
			{progress}{" "}
			{age === null
				? null
				: fill(hub.prompt, { median: secondsIn(language, age.median), p99: secondsIn(language, age.p99) })}
		</p>
	);
};

const Topics: FC<Pick<HubStats, "topics"> & { context: PageContext }> = ({ topics, context: { language, words } }) => (
	<>
		<h3>{words.hub.top}</h3>
		<Table
			head={[words.column.feed, `#${words.column.subscriptions}`]}
			rows={topics.map(({ url, subscriptions }) => [<a href={url}>{url}</a>, numberIn(language, subscriptions)])}
		/>
	</>
);

const Failing: FC<Pick<HubStats, "failing"> & { context: PageContext }> = ({ failing, context }) => {
	const { language } = context;
	const { column, hub } = context.words;
	return (
		<>
			<h3>{hub.failing}</h3>
			<p>{hub.failingText}</p>
			<Table
				head={[column.host, `#${column.subscriptions}`, column.since, column.error]}
				rows={failing.map(({ host, subscriptions, since, error }) => [
					host,
					numberIn(language, subscriptions),
					<Moment time={since} context={context} />,
					<Message text={error} language={language} />,
				])}
			/>
		</>
	);
};
