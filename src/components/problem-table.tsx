import type { FC } from "hono/jsx";
import type { Problem } from "../article/problem.ts";

const WORDS = { error: "Error", warning: "Warning", guess: "Guess" };

/** Problems: severity, file and line, message and how to fix it. */
export const ProblemTable: FC<{ problems: readonly Problem[] }> = ({ problems }) => (
	<table class="table problems">
		<thead>
			<tr>
				<th scope="col">Where</th>
				<th scope="col">Problem, and how to fix it</th>
			</tr>
		</thead>
		<tbody>
			{problems.map(({ severity, path, line, message, hint }) => (
				<tr>
					<td>
						<span class={`severity ${severity}`}>{WORDS[severity]}</span>{" "}
						<code>{line === null ? path : `${path}:${line}`}</code>
					</td>
					<td>
						<Marked text={`${message} ${hint}`} />
					</td>
				</tr>
			))}
		</tbody>
	</table>
);

/** Renders text between backticks as code. */
export const Marked: FC<{ text: string }> = ({ text }) => (
	<>{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}</>
);
