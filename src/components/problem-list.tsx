import type { FC } from "hono/jsx";
import type { Problem } from "../article/problem.ts";
import { Message, type PageContext } from "./format.tsx";

interface ProblemListProps {
	problems: readonly Problem[];
	context: Pick<PageContext, "language" | "words">;
}

/** Renders a list of problems, each with its file and line, its effect, and how to fix it. */
export const ProblemList: FC<ProblemListProps> = ({ problems, context: { language, words } }) => {
	const { problem: says } = words;
	/** For each severity: its name, and its effect on the article. */
	const kinds = {
		error: [says.error, says.errorEffect],
		warning: [says.warning, says.warningEffect],
		guess: [says.guess, says.guessEffect],
	} as const;
	return (
		<ul class="problems">
			{problems.map(({ severity, path, line, message, hint }) => {
				const [kind, effect] = kinds[severity];
				return (
					<li>
						<div>
							<code>{line === null ? path : `${path}:${line}`}</code>
							<p class="meta">
								<span class={`severity ${severity}`}>{kind}</span>
							</p>
						</div>
						<div>
							<p>
								<strong>
									<Message text={message} language={language} />
								</strong>{" "}
								{effect}
							</p>
							{hint === "" ? null : (
								<p class="fix">
									<Message text={hint} language={language} />
								</p>
							)}
						</div>
					</li>
				);
			})}
		</ul>
	);
};
