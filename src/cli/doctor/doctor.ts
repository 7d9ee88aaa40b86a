import process from "node:process";
import { parseArgs, styleText } from "node:util";
import { counted } from "../../article/totals.ts";
import { readSettings } from "../../settings.ts";
import { readSiteAddress, type SiteAddress } from "../api/site.ts";
import { argumentFault, type CliError, type CommandContext } from "../command.ts";
import { defaultState } from "../local/state-lock.ts";
import { printable } from "../terminal.ts";
import { error, type Fault } from "../verify/finding.ts";
import { type ProjectConfig, readConfig } from "../wrangler/config.ts";
import { liveFaults } from "./live-site.ts";
import { nodeFaults, packageFaults, portFaults, runtimeFaults } from "./machine.ts";
import { bindingFaults, folderFaults, settingFaults } from "./project.ts";
import { secretFileFaults } from "./secrets.ts";

/**
 * The `doctor` command: checks this machine, the settings, secrets, folders and a live site, and prints each problem
 * with its fix. Returns 1 if there are errors.
 */
export async function doctor(args: string[], place: CommandContext): Promise<number> {
	const options = readDoctorOptions(args);
	if ("failure" in options) {
		place.terminal.error(options.failure);
		return 1;
	}
	const looks: Look[] = [];
	for await (const look of looksAt(options, place)) {
		looks.push(look);
		if (!options.json) for (const line of reportLines(look)) place.terminal.line(line);
	}
	const isWell = looks.every(({ faults }) => faults.every(({ severity }) => severity !== "error"));
	if (options.json) place.terminal.line(JSON.stringify({ ok: isWell, looks }, null, 2));
	else for (const line of closingLines(looks, options)) place.terminal.line(line);
	return isWell ? 0 : 1;
}

async function* looksAt({ site, port, folders }: DoctorOptions, place: CommandContext): AsyncGenerator<Look> {
	const { root } = place;
	yield {
		title: "This machine",
		faults: [
			...nodeFaults(process.versions.node),
			...(await packageFaults(root)),
			...(await runtimeFaults(root)),
			...(await portFaults(port, defaultState(root))),
		],
	};
	const config = await readConfig(root);
	yield { title: "wrangler.toml", faults: configFaults(config) };
	const settings = "failure" in config ? { problems: [] } : readSettings(config.vars);
	const repositories = "problems" in settings ? [] : settings.repositories;
	const tokens = repositories.map(({ token }) => token);
	yield { title: "Secrets on this machine", faults: await secretFileFaults(root, tokens) };
	if (folders.length > 0) yield { title: "Folders", faults: await folderFaults(folders, place) };
	if (site !== null) yield { title: site.url, faults: await liveFaults(site, root, repositories) };
}

function configFaults(config: ProjectConfig | { failure: string }): Fault[] {
	if ("failure" in config) return [error(config.failure, "")];
	return [...settingFaults(config.vars), ...bindingFaults(config)];
}

/** The arguments of `doctor`. */
export interface DoctorOptions {
	json: boolean;
	/** A live site to check. */
	site: SiteAddress | null;
	/** The port that `npm start` would use. */
	port: number;
	/** The folders to check, as typed. */
	folders: string[];
}

export function readDoctorOptions(args: string[]): DoctorOptions | CliError {
	let given: { values: { json?: boolean; to?: string; port?: string }; positionals: string[] };
	try {
		const text = { type: "string" } as const;
		given = parseArgs({
			args,
			options: { json: { type: "boolean" }, to: text, port: text },
			allowPositionals: true,
		});
	} catch (error) {
		return { failure: argumentFault(error, "doctor") };
	}
	const { json = false, to, port = "8787" } = given.values;
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		return { failure: `${JSON.stringify(port)} is not a port. Use a number from 1 to 65535, such as --port 8899.` };
	}
	const site = to === undefined ? null : readSiteAddress(to);
	if (site !== null && "failure" in site) return site;
	return { json, site, port: Number(port), folders: given.positionals };
}

/** The result of one check. */
export interface Look {
	title: string;
	faults: Fault[];
}

/** Formats the result of one check: a ✓ or ✗, and each problem with its fix. */
export function reportLines({ title, faults }: Look): string[] {
	const isBroken = faults.some(({ severity }) => severity === "error");
	const sign = isBroken ? styleText("red", "✗") : styleText("green", "✓");
	return [`${sign} ${title}`, ...faults.flatMap(faultLines)];
}

/** Formats the closing lines, which say how many problems there are, and what was not checked. */
function closingLines(looks: readonly Look[], { site, folders }: DoctorOptions): string[] {
	const faults = looks.flatMap((look) => look.faults);
	const count = (severity: Fault["severity"]) => faults.filter((fault) => fault.severity === severity).length;
	const [errors, warnings] = [count("error"), count("warning")];
	const found = [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""];
	const others = [
		folders.length === 0 ? "articles (specify FOLDER)" : "",
		site === null ? "a live site (--to URL)" : "",
	];
	const unchecked = others.filter((one) => one !== "");
	return [
		"",
		found.filter((one) => one !== "").join(", ") || "No problems found",
		...(unchecked.length > 0 ? [`Not checked: ${unchecked.join(", ")}`] : []),
	];
}

function faultLines({ severity, what, hint }: Fault): string[] {
	const told =
		severity === "error" ? styleText("red", printable(what)) : styleText("yellow", `Warning: ${printable(what)}`);
	return [`      ${told}`, ...(hint === "" ? [] : [`      → ${printable(hint)}`])];
}
