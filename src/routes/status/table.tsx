import type { Child, FC } from "hono/jsx";

interface TableProps {
	/** Column names; a leading `#` marks a numeric column. */
	head: readonly string[];
	/** The rows, each a list of its cells. */
	rows: readonly (readonly Child[])[];
}

/**
 * Renders a table. On phones, the table becomes a list in which all cells of a row except the first are labelled with
 * their column names.
 */
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
							<td class={classes[column]} data-label={column === 0 ? undefined : head[column]?.replace("#", "")}>
								{cell}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
};
