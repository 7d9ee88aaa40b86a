// Plain JavaScript, so that a Node too old to read TypeScript can still say so in one line.
if (process.features.typescript) {
	import("./newsstand.ts").catch((error) => {
		if (!/MODULE_NOT_FOUND$/.test(error.code)) throw error;
		fail(`${error.message.split("\n")[0]}. Run \`npm ci\` first.`);
	});
} else {
	fail(
		`The Node that comes with Newsstand is missing, and Node ${process.versions.node} cannot run it. ` +
			"Run `npm ci` again, or install Node 22.18 or newer from https://nodejs.org.",
	);
}

function fail(failure) {
	console.error(failure);
	process.exitCode = 1;
}
