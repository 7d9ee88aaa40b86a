import { expect, test } from "vitest";
import { readStartOptions } from "../../src/cli/start.ts";

const read = (...args: string[]) => readStartOptions(args, "/project", "/work");

test("without arguments, start uses the sample newsroom, port 8787 and a state folder in .wrangler", () => {
	expect(read()).toEqual({
		port: 8787,
		state: "/project/.wrangler/newsstand",
		folders: ["/project/content"],
		remove: false,
	});
});

test("paths are relative to the current directory", () => {
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
	[["--port", "abc"], '"abc" is not a port. Use a number from 1 to 65535'],
	[["--port", "0"], "1 to 65535"],
	[["--port", "65536"], "1 to 65535"],
	[["--port", "80.5"], "1 to 65535"],
	[["--port="], "1 to 65535"],
	[["--port"], 'Option "--port <value>" argument missing. Usage: npm start'],
	[["--prot", "1"], 'Unknown option "--prot". Did you mean --port? Usage: npm start'],
	[["--state="], "A folder's name is empty"],
	[[""], "A folder's name is empty"],
])("%j causes a one-line error with the right usage", (args, failure) => {
	const options = read(...args);
	expect(options).toEqual({ failure: expect.stringContaining(failure) });
	expect(options).toEqual({ failure: expect.not.stringContaining("\n") });
});
