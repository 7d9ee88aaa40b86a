import * as z from "zod";
import { check } from "../check.ts";
import type { Place } from "../command.ts";
import { error, type Fault, warning } from "../verify/finding.ts";

const found = z.object({ files: z.number(), problems: z.array(z.object({ severity: z.string() })) });

/** What `check` has to say about folders, counted. */
export async function folderFaults(folders: string[], place: Place): Promise<Fault[]> {
	const said: string[] = [];
	const complaints: string[] = [];
	const screen = {
		line: (text: string) => void said.push(text),
		complain: (text: string) => void complaints.push(text),
		progress: place.screen.progress,
	};
	await check(["--json", ...folders], { ...place, screen });
	if (complaints.length > 0) return complaints.map((complaint) => error(complaint, ""));
	const { files, problems } = found.parse(JSON.parse(said.join("\n")));
	const mend = `\`npm run newsstand -- check ${folders.join(" ")}\` shows them, with how to mend each.`;
	if (files === 0) return [warning("There is no article in the folders.", "docs/content.md says how one is written.")];
	const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length;
	return [
		...(count("error") > 0
			? [error(`Mistakes that keep an article from being published: ${count("error")}.`, mend)]
			: []),
		...(count("warning") > 0 ? [warning(`Things in articles that are worth a look: ${count("warning")}.`, mend)] : []),
	];
}
