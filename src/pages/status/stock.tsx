import type { FC } from "hono/jsx";
import type { Report } from "../../publisher/report.ts";

/** How much there is. */
export const Stock: FC<{ report: Report }> = ({ report: { counts, databaseSize } }) => {
	const { sources, articles, membersArticles, topics, providers, subscribers } = counts;
	const facts: [name: string, value: number | string][] = [
		["Articles that are public", articles],
		["Articles for members", membersArticles],
		["Sources that they are made of", sources],
		["Feeds of topics", topics],
		["Feeds of providers", providers],
		["Subscribers of private feeds", subscribers],
		["Size of the database", sizeOf(databaseSize)],
	];
	return (
		<dl class="facts">
			{facts.map(([name, value]) => (
				<>
					<dt>{name}</dt>
					<dd>{value.toLocaleString("en")}</dd>
				</>
			))}
		</dl>
	);
};

/** `1.4 MB` */
function sizeOf(bytes: number): string {
	return new Intl.NumberFormat("en", { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);
}
