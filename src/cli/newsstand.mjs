#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Node keeps compiled code, wrangler's included, in its usual folder for this, so that later commands start faster.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
module.enableCompileCache?.();

// Plain JavaScript, so that a version of Node that is too old for the program can still print a clear error.
const built = new URL("../../dist/cli/newsstand.js", import.meta.url);
const [major = 0] = process.versions.node.split(".").map(Number);

if (isPackage() && existsSync(built)) {
	if (major >= 22) import(built.href);
	else
		fail(
			`Newsstand needs Node 22 or newer, but this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
		);
} else if (process.features.typescript) {
	import("./newsstand.ts").catch((error) => {
		if (!/MODULE_NOT_FOUND$/.test(error.code)) throw error;
		fail(`${error.message.split("\n")[0]}. Run \`npm ci\` first.`);
	});
} else {
	fail(
		`The Node that Newsstand installs is missing, and your Node ${process.versions.node} cannot run Newsstand. ` +
			"Run `npm ci` again, or install Node 22.18 or newer from https://nodejs.org.",
	);
}

/** Whether this is the installed package rather than a clone. Node won't run TypeScript inside `node_modules`. */
function isPackage() {
	return /[/\\]node_modules[/\\]/.test(import.meta.url);
}

function fail(failure) {
	console.error(failure);
	process.exitCode = 1;
}
