import type { Child, FC } from "hono/jsx";

interface TableProps {
	/** Names of columns; those that begin with `#` hold numbers. */
	head: readonly string[];
	/** The cells of each row. */
	rows: readonly (readonly Child[])[];
}

/** A table that is a list on a phone. */
export const Table: FC<TableProps> = ({ head, rows }) => {
	const classes = head.map((name) => (name.startsWith("#") ? "count" : undefined));
	return (
		<table class="table">
			<thead>
				<tr>
					{head.map((name, column) => (
						<th scope="col" class={classes[column]}>
							{name.replace("#", "")}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((cells) => (
					<tr>
						{cells.map((cell, column) => (
							<td class={classes[column]}>{cell}</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
};
