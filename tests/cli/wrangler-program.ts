/** Runs the stand-in for wrangler as an executable. Used by `projectWithProgram`. */
import process from "node:process";
import { text } from "node:stream/consumers";
import { runCommand } from "./stand-in-wrangler.ts";

const notes = process.env.WRANGLER_OUTPUT_FILE_PATH;
const { code, stdout, stderr } = await runCommand(
	process.cwd(),
	process.argv.slice(2),
	await text(process.stdin),
	notes,
);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code ?? 1;
