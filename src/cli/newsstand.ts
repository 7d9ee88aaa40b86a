import process from "node:process";
import type { Command } from "./command.ts";
import { COMMAND_NAMES, type CommandName, didYouMean, helpFor, isCommand, overview } from "./help.ts";
import { findSite, PROGRAM, programVersion } from "./site/find-site.ts";
import { terminalOn } from "./terminal.ts";

/** The commands. Each command loads its module only when it runs, so that startup is fast. */
const COMMANDS: Record<CommandName, Command> = {
	init: async (args, place) => (await import("./site/init.ts")).init(args, place),
	start: async (args, place) => (await import("./start.ts")).start(args, place),
	adopt: async (args, place) => (await import("./adopt/command.ts")).adopt(args, place),
	check: async (args, place) => (await import("./check.ts")).check(args, place),
	publish: async (args, place) => (await import("./publish.ts")).publish(args, place),
	deploy: async (args, place) => (await import("./deploy/deploy.ts")).deploy(args, place),
	verify: async (args, place) => (await import("./verify/command.ts")).verifyCommand(args, place),
	upgrade: async (args, place) => (await import("./site/upgrade.ts")).upgrade(args, place),
	remove: async (args, place) => (await import("./site/remove.ts")).remove(args, place),
	doctor: async (args, place) => (await import("./doctor/doctor.ts")).doctor(args, place),
	jobs: async (args, place) => (await import("./jobs.ts")).jobs(args, place),
	token: async (args, place) => (await import("./token.ts")).token(args, place),
	export: async (args, place) => (await import("./backup/export.ts")).exportSite(args, place),
	restore: async (args, place) => (await import("./backup/restore.ts")).restore(args, place),
	import: async (args, place) => (await import("./import/command.ts")).importCommand(args, place),
	draft: async (args, place) => (await import("./draft.ts")).draftFiles(args, place),
};

/** Commands that also work outside a site's folder. */
const WITHOUT_SITE: CommandName[] = ["init", "adopt", "verify", "check"];

const typed = process.argv.slice(2);
// pnpm passes the `--` of `pnpm run newsstand -- help` to the program.
const [name = "", ...args] = typed[0] === "--" ? typed.slice(1) : typed;
const terminal = terminalOn(process.stdout, process.stderr, process.stdin);
// The program that reads our output, such as `head`, has exited. Our child processes stop when we exit.
process.stdout.on("error", () => process.exit(0));

const options = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
const isHelp = [name, ...options].some((arg) => arg === "--help" || arg === "-h") || name === "help";
const about = name === "help" ? (args.find((arg) => !arg.startsWith("-")) ?? "") : name.replace(/^-.*/, "");
if (name === "--version" || name === "-v") {
	terminal.line(programVersion());
} else if (about !== "" && !isCommand(about)) {
	const list = "For a list of commands: npm run newsstand -- help";
	terminal.error(`Unknown command ${JSON.stringify(about)}.${didYouMean(about, COMMAND_NAMES)} ${list}`);
	process.exitCode = 1;
} else if (isHelp) {
	terminal.line(about === "" ? overview() : helpFor(about));
} else if (about === "") {
	terminal.error(overview());
	process.exitCode = 1;
} else {
	const cwd = process.cwd();
	const root = findSite(cwd, PROGRAM) ?? (WITHOUT_SITE.includes(about) ? cwd : null);
	if (root === null) {
		terminal.error(
			"Neither this folder nor a folder above it contains a Newsstand site. Create one with: npx newsstand init FOLDER",
		);
		process.exit(1);
	}
	process.exit(await COMMANDS[about](args, { root, cwd, terminal }));
}
