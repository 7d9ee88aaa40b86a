import process from "node:process";
import { start } from "../../src/cli/start.ts";
import { terminalOn } from "../../src/cli/terminal.ts";

/** Runs `start` in another project. Usage: `node start-in.ts ROOT [argument of start …]`. */
const [root = "", ...args] = process.argv.slice(2);
process.exit(await start(args, { root, cwd: root, terminal: terminalOn(process.stdout, process.stderr) }));
