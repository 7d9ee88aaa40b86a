// Plain JavaScript, so that a Node too old to read TypeScript can still say so in one line.
if (process.features.typescript) {
	import("./newsstand.ts").catch((error) => {
		if (!/MODULE_NOT_FOUND$/.test(error.code)) throw error;
		fail(`${error.message.split("\n")[0]}. Run \`npm ci\` first.`);
	});
} else {
	fail(
		`Newsstand needs Node 22.18 or newer, and this is ${process.version}. ` +
			"Run `npm ci` again (it brings a Node along), or install Node 24 from https://nodejs.org.",
	);
}

function fail(failure) {
	console.error(failure);
	process.exitCode = 1;
}
