import type { FC } from "hono/jsx";
import type { Problem } from "../article/problem.ts";

const WORDS = { error: "Error", warning: "Warning", guess: "Guess" };

/** The effect of a problem on its article, by severity. */
const EFFECTS = {
	error: "The article is not published.",
	warning: "The article is published without it.",
	guess: "The article is published; please check.",
};

/** A list of problems, each with its file and line, its effect and a fix. */
export const ProblemList: FC<{ problems: readonly Problem[] }> = ({ problems }) => (
	<ul class="problems">
		{problems.map(({ severity, path, line, message, hint }) => (
			<li>
				<div>
					<code>{line === null ? path : `${path}:${line}`}</code>
					<p class="meta">
						<span class={`severity ${severity}`}>{WORDS[severity]}</span>
					</p>
				</div>
				<div>
					<p>
						<strong>
							<Marked text={message} />
						</strong>{" "}
						{EFFECTS[severity]}
					</p>
					{hint === "" ? null : (
						<p class="fix">
							<Marked text={hint} />
						</p>
					)}
				</div>
			</li>
		))}
	</ul>
);

/** Renders text between backticks as code. */
export const Marked: FC<{ text: string }> = ({ text }) => (
	<>{text.split("`").map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}</>
);
