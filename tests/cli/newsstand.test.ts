import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../src/cli/newsstand.mjs", import.meta.url));

function newsstand(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: "utf8" });
	return { status, stdout, stderr };
}

test.each([[["--help"]], [["-h"]], [["start", "--help"]]])("%j explains the commands", (args) => {
	expect(newsstand(...args)).toEqual({
		status: 0,
		stdout: expect.stringMatching(/^Usage:\n.*start \[--port/),
		stderr: "",
	});
});

test.each([[[]], [["publsh"]], [["toString"]]])("%j is answered with the commands that there are", (args) => {
	expect(newsstand(...args)).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining("Usage:\n") });
});

test("what stands in the way of a start is one line on stderr", () => {
	const { status, stdout, stderr } = newsstand("start", "/nowhere/at/all");
	expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
	expect(stderr).toBe("The folder /nowhere/at/all does not exist. Check its name, or make it.\n");
});
