import type { FC } from "hono/jsx";
import type { Report } from "../../publisher/report.ts";
import { Moment } from "../moment.tsx";
import { Table } from "./table.tsx";

/** Whether what was published reaches readers: what is still to be written to KV, what the edge is still to forget. */
export const Writing: FC<{ report: Report; now: number }> = ({ report: { status, since, backlog, purges }, now }) => {
	const waiting = [
		[backlog.feeds, "feed"],
		[backlog.articles, "page"],
		[backlog.lists, "list"],
	] as const;
	const words = waiting.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
	return (
		<>
			<p>
				{status === "ok" ? "No write to KV has failed since " : "Writing to KV has failed since "}
				<Moment time={since} now={now} />.
			</p>
			<p>
				{backlog.oldest === null ? (
					"Readers have everything that was published."
				) : (
					<>
						Still to be written: {words.join(", ")}; the oldest since <Moment time={backlog.oldest} now={now} />.
					</>
				)}
			</p>
			{purges.next === null ? null : (
				<p>
					The edge is to forget {counted(purges.tags, "feed, page or list", "feeds, pages and lists")}, and is told next
					at <Moment time={purges.next} now={now} />.
				</p>
			)}
			{purges.fault ? (
				<p class="notice">
					The edge has taken no purges since <Moment time={purges.fault.since} now={now} />: {purges.fault.error}
				</p>
			) : null}
			{backlog.failures.length === 0 ? null : <Failures backlog={backlog} now={now} />}
		</>
	);
};

const Failures: FC<{ backlog: Report["backlog"]; now: number }> = ({ backlog: { failing, failures }, now }) => (
	<>
		<h3>What could not be written</h3>
		{failing > failures.length ? <p>{`The ${failures.length} oldest of ${failing}:`}</p> : null}
		<Table
			head={["What", "Since", "Tries", "Why"]}
			rows={failures.map(({ entry, since, tries, error }) => [
				<code>{entry}</code>,
				<Moment time={since} now={now} />,
				counted(tries, "try", "tries"),
				error,
			])}
		/>
	</>
);

function counted(count: number, one: string, many = `${one}s`): string {
	return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
