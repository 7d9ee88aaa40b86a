import type { FC } from "hono/jsx";
import type { Numbers } from "../../hub/numbers.ts";
import { Moment } from "../moment.tsx";
import { barsUntil, Plot } from "../plot.tsx";
import { Table } from "./table.tsx";

/** Who subscribes through the hub (WebSub, rssCloud), and what came of the deliveries. */
export const Subscriptions: FC<{ numbers: Numbers; now: number }> = ({ numbers, now }) => {
	const { subscriptions, topics, days, waiting, age, failing } = numbers;
	return (
		<>
			<p>
				{standing(subscriptions, waiting)} {age ? promptness(age) : null}
			</p>
			<Plot
				id="deliveries"
				title="Deliveries on each of the last 30 days"
				bars={barsUntil(now, 30, new Map(days.map(({ day, deliveries }) => [day, deliveries])))}
				columns={["Day (UTC)", "Deliveries", "Failures"]}
				rows={days.map(({ day, deliveries, failures }) => [day, deliveries, failures])}
			/>
			{topics.length === 0 ? null : <Topics topics={topics} />}
			{failing.length === 0 ? null : <Failing failing={failing} now={now} />}
		</>
	);
};

const Topics: FC<Pick<Numbers, "topics">> = ({ topics }) => (
	<>
		<h3>The feeds with the most subscriptions</h3>
		<Table
			head={["Feed", "#Subscriptions"]}
			rows={topics.map(({ url, subscriptions }) => [<a href={url}>{url}</a>, subscriptions.toLocaleString("en")])}
		/>
	</>
);

const Failing: FC<Pick<Numbers, "failing"> & { now: number }> = ({ failing, now }) => (
	<>
		<h3>Where deliveries fail</h3>
		<p>They are tried again for three days; who has got nothing until then is dropped.</p>
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

/** `0.4 seconds`, `12 seconds` */
function secondsOf(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	return `${seconds.toLocaleString("en", { maximumFractionDigits: seconds < 10 ? 1 : 0 })} seconds`;
}

function standing(subscriptions: number, waiting: number): string {
	if (subscriptions === 0) return "Nobody subscribes at the moment. Readers that know WebSub do so by themselves.";
	const count = `${subscriptions.toLocaleString("en")} ${subscriptions === 1 ? "subscription" : "subscriptions"}`;
	return `${count}; ${waiting === 0 ? "all have" : `${waiting.toLocaleString("en")} still to get`} the newest.`;
}

function promptness({ median, p99 }: NonNullable<Numbers["age"]>): string {
	return `Of the last deliveries half came within ${secondsOf(median)} of the change, 99 of 100 within ${secondsOf(p99)}.`;
}
