import { expect, test } from "vitest";
import { readStartOptions } from "../../src/cli/start.ts";

const read = (...args: string[]) => readStartOptions(args, "/project", "/work");

test("without arguments: the sample newsroom, port 8787, state below .wrangler", () => {
	expect(read()).toEqual({
		port: 8787,
		state: "/project/.wrangler/newsstand",
		folders: ["/project/content"],
		remove: false,
	});
});

test("paths start from where the command was given", () => {
	expect(read("--port", "8899", "../news", "--state=s", "/abs")).toEqual({
		port: 8899,
		state: "/work/s",
		folders: ["/news", "/abs"],
		remove: false,
	});
	expect(read("--remove", "news")).toHaveProperty("remove", true);
	expect(read("--", "--odd")).toHaveProperty("folders", ["/work/--odd"]);
});

test.each([
	[["--port", "abc"], 'The port "abc" is not a number from 1 to 65535'],
	[["--port", "0"], "1 to 65535"],
	[["--port", "65536"], "1 to 65535"],
	[["--port", "80.5"], "1 to 65535"],
	[["--port="], "1 to 65535"],
	[["--port"], "Option '--port <value>' argument missing. Usage: npm start"],
	[["--prot", "1"], "Unknown option '--prot'. Usage: npm start"],
	[["--state="], "The name of a folder is empty"],
	[[""], "The name of a folder is empty"],
])("%j is one line that says what to do", (args, failure) => {
	const options = read(...args);
	expect(options).toEqual({ failure: expect.stringContaining(failure) });
	expect(options).toEqual({ failure: expect.not.stringContaining("\n") });
});
