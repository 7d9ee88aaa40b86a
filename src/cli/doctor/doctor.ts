import process from "node:process";
import { readSettings } from "../../settings.ts";
import type { Place } from "../command.ts";
import type { Fault } from "../verify/finding.ts";
import { error } from "../verify/finding.ts";
import { type ProjectConfig, readConfig } from "../wrangler-config.ts";
import { bindingFaults } from "./bindings.ts";
import { type DoctorOptions, readDoctorOptions } from "./doctor-options.ts";
import { folderFaults } from "./folders.ts";
import { liveFaults } from "./live-site.ts";
import { nodeFaults, packageFaults, portFaults, runtimeFaults } from "./machine.ts";
import { type Look, reportLines } from "./report.ts";
import { secretFileFaults } from "./secrets.ts";
import { settingFaults } from "./settings.ts";

/** `doctor`: looks at everything, and says what is wrong and how to mend it. Returns 1 if there are errors. */
export async function doctor(args: string[], place: Place): Promise<number> {
	const options = readDoctorOptions(args);
	if ("complaint" in options) {
		place.screen.complain(options.complaint);
		return 1;
	}
	const looks: Look[] = [];
	for await (const look of looksAt(options, place)) {
		looks.push(look);
		if (!options.json) for (const line of reportLines(look)) place.screen.line(line);
	}
	const isWell = looks.every(({ faults }) => faults.every(({ severity }) => severity !== "error"));
	if (options.json) place.screen.line(JSON.stringify({ ok: isWell, looks }, null, 2));
	return isWell ? 0 : 1;
}

async function* looksAt({ site, port, folders }: DoctorOptions, place: Place): AsyncGenerator<Look> {
	const { root } = place;
	yield {
		title: "This machine",
		faults: [
			...nodeFaults(process.versions.node),
			...(await packageFaults(root)),
			...(await runtimeFaults(root)),
			...(await portFaults(port)),
		],
	};
	const config = await readConfig(root);
	yield { title: "wrangler.toml", faults: configFaults(config) };
	const settings = "complaint" in config ? { problems: [] } : readSettings(config.vars);
	const repositories = "problems" in settings ? [] : settings.repositories;
	const tokens = repositories.map(({ token }) => token);
	yield { title: "Secrets on this machine", faults: await secretFileFaults(root, tokens) };
	if (folders.length > 0) yield { title: "Folders", faults: await folderFaults(folders, place) };
	if (site !== null) yield { title: site.url, faults: await liveFaults(site, root, repositories) };
}

function configFaults(config: ProjectConfig | { complaint: string }): Fault[] {
	if ("complaint" in config) return [error(config.complaint, "")];
	return [...settingFaults(config.vars), ...bindingFaults(config)];
}
