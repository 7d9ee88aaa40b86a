import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Command } from "./command.ts";
import { terminalOn } from "./terminal.ts";

/** The commands. Each is loaded only when it is called, so that a short one does not wait for what it does not need. */
const commands = new Map<string, Command>([
	[
		"start",
		{
			usage: "start [--port N] [--state DIR] [--remove] [FOLDER…]",
			does:
				"Serve the folders on this machine and publish whatever is saved in them. With --remove more than half of what was\n" +
				"      published there may be taken back at the start.",
			run: async (args, place) => (await import("./start.ts")).start(args, place),
		},
	],
	[
		"check",
		{
			usage: "check [--json] [FOLDER…]",
			does: "Find every problem in the folders, without a server.",
			run: async (args, place) => (await import("./check.ts")).check(args, place),
		},
	],
	[
		"publish",
		{
			usage: "publish [--remove] --to URL FOLDER…",
			does:
				"Make the site at URL hold what is in the folders: send what differs, take back what this token put there and is gone.\n" +
				"      More than half of it only with --remove. The token is in the environment variable PUBLISH_TOKEN.",
			run: async (args, place) => (await import("./publish.ts")).publish(args, place),
		},
	],
	[
		"jobs",
		{
			usage: "jobs [--to URL] [--json] [[retry] ID]",
			does: "Show what a site does for the Git repositories that it follows; have a job that was given up tried again.",
			run: async (args, place) => (await import("./jobs.ts")).jobs(args, place),
		},
	],
	[
		"token",
		{
			usage: 'token new --for "Anna" [--feeds topics/ai,topics/robotics] [--expires 2027-12-31] [--to URL]',
			does:
				"Give somebody the addresses of private feeds, in which articles for members are too.\n" +
				"      token list shows who has one, token revoke ID takes one back.",
			run: async (args, place) => (await import("./token.ts")).token(args, place),
		},
	],
	[
		"deploy",
		{
			usage: "deploy [--take-over DOMAIN]",
			does:
				"Put the site on Cloudflare, make there what it needs, and try it. The same as npm run deploy; it may be run\n" +
				"      again at any time.",
			run: async (args, place) => (await import("./deploy/deploy.ts")).deploy(args, place),
		},
	],
	[
		"doctor",
		{
			usage: "doctor [--json] [--to URL] [--port N] [FOLDER…]",
			does: "Look at this machine, the settings, the secrets, the folders and, with --to, a live site: what is wrong?",
			run: async (args, place) => (await import("./doctor/doctor.ts")).doctor(args, place),
		},
	],
	[
		"verify",
		{
			usage: "verify [--json] URL",
			does: "Look at the live site, or the feed, at URL as its readers would, and say what is wrong and how to mend it.",
			run: async (args, place) => (await import("./verify/command.ts")).verifyCommand(args, place),
		},
	],
	[
		"export",
		{
			usage: "export --from URL DIR",
			does: "Write all that the site at URL holds into a new folder: a back-up.",
			run: async (args, place) => (await import("./backup/export.ts")).exportSite(args, place),
		},
	],
	[
		"import",
		{
			usage: "import --to URL DIR",
			does:
				"Put a back-up into the site at URL, which is empty; import --give-up --to URL empties it again while that is not done.\n" +
				"      import [--out DIR] FILE… writes texts without front matter out as articles, for you to correct.",
			run: async (args, place) => {
				if (args.includes("--give-up")) return (await import("./backup/restore.ts")).giveUp(args, place);
				return args.some((arg) => /^--to(=|$)/.test(arg))
					? (await import("./backup/restore.ts")).restore(args, place)
					: (await import("./import.ts")).importFiles(args, place);
			},
		},
	],
]);

function usage(): string {
	const lines = [...commands.values()].flatMap(({ usage, does }) => [
		`  npm run newsstand -- ${usage}`,
		`      ${does}`,
	]);
	return ["Usage:", ...lines].join("\n");
}

const [name = "", ...args] = process.argv.slice(2);
const terminal = terminalOn(process.stdout, process.stderr);
// Whoever read our output is gone (`| head`): nothing is left to be said. What was started ends with the process.
process.stdout.on("error", () => process.exit(0));

const options = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
const command = commands.get(name);
if ([name, ...options].some((arg) => arg === "--help" || arg === "-h")) {
	terminal.line(usage());
} else if (command === undefined) {
	terminal.error(name === "" ? usage() : `There is no command ${JSON.stringify(name)}.\n${usage()}`);
	process.exitCode = 1;
} else {
	const root = fileURLToPath(new URL("../..", import.meta.url));
	process.exit(await command.run(args, { root, cwd: process.cwd(), terminal }));
}
