import { readConfigFile, textIn } from "../config-file.ts";
import type { Project } from "../recognize.ts";
import { below } from "../repository.ts";
import { type Findings, findFile, pathBelow, usual } from "./findings.ts";

/** Reads the configuration of Quartz. */
export async function quartz(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^quartz\.config\.ts$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const start = below(folder, "content");
	const base = textIn(config, "configuration", "baseUrl");
	return {
		site: base && { value: `https://${base.value.replace(/^https?:\/\//, "")}`, from: base.from },
		title: textIn(config, "configuration", "pageTitle"),
		language: textIn(config, "configuration", "locale"),
		content: [start],
		start,
		rulesFor: () => ({ permalink: usual("/:path", "Quartz' rule") }),
	};
}

/** Describes an Obsidian vault. Obsidian Publish uses the paths of notes as addresses. */
export async function obsidian({ folder }: Project): Promise<Findings> {
	return { start: folder, rulesFor: (content) => ({ suggestion: `${pathBelow(folder, content)}/:path` }) };
}

/** Describes posts exported from Bear, which begin with header lines. */
export async function bear({ folder }: Project): Promise<Findings> {
	return { start: folder, rulesFor: () => ({ permalink: usual("/:slug/", "Bear's rule") }) };
}
