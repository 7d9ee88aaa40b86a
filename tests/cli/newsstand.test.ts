import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { COMMAND_NAMES } from "../../src/cli/help.ts";

const entry = fileURLToPath(new URL("../../src/cli/newsstand.mjs", import.meta.url));

function newsstand(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: "utf8" });
	return { status, stdout, stderr };
}

test.each([[["--help"]], [["-h"]], [["help"]]])("%j lists every command", (args) => {
	const { status, stdout, stderr } = newsstand(...args);
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout.match(/^ {2}\w+(?= )/gm)?.map((name) => name.trim())).toEqual([...COMMAND_NAMES, "help"]);
});

test.each(["--version", "-v"])("%s prints the version", (option) => {
	const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
	expect(newsstand(option)).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("without a command, the list of commands goes to stderr and the exit code is 1", () => {
	expect(newsstand()).toEqual({ status: 1, stdout: "", stderr: newsstand("help").stdout });
});

test.each(COMMAND_NAMES)("help %s shows the command's usage and two examples, just like --help", (name) => {
	const { status, stdout, stderr } = newsstand("help", name);
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout).toMatch(/^Usage:/m);
	expect(stdout.split("\nExamples:\n")[1]?.trim().split("\n")).toHaveLength(2);
	expect(newsstand(name, "--help").stdout).toBe(stdout);
});

test.each([
	[["publsh"], "Did you mean publish? "],
	[["help", "chekc"], "Did you mean check? "],
	[["toString"], ""],
])("the unknown command %j causes a one-line error that suggests any similar name", (args, suggestion) => {
	expect(newsstand(...args)).toEqual({
		status: 1,
		stdout: "",
		stderr: `Unknown command "${args.at(-1)}". ${suggestion}For a list of commands: npm run newsstand -- help\n`,
	});
});

test("an unknown option causes a one-line error with a similar name and the usage", () => {
	const { status, stdout, stderr } = newsstand("check", "--jsn");
	expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
	expect(stderr).toBe(
		'Unknown option "--jsn". Did you mean --json? Usage: npm run newsstand -- check [--all | --json] [FOLDER…]\n',
	);
});

test("a Node version that cannot run TypeScript causes a one-line error that says how to get a newer version", () => {
	const args = ["--no-experimental-strip-types", entry, "check"];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
	expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
	expect(stderr).toBe(
		`The Node that Newsstand installs is missing, and your Node ${process.versions.node} cannot run Newsstand. ` +
			"Run `npm ci` again, or install Node 22.18 or newer from https://nodejs.org.\n",
	);
});

test("a failed start prints one line on stderr", () => {
	const { status, stdout, stderr } = newsstand("start", "/nowhere/at/all");
	expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
	expect(stderr).toBe("The folder /nowhere/at/all does not exist. Check its name, or create it.\n");
});
