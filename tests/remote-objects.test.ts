import { expect, test } from "vitest";
import { disposing } from "../src/remote-objects.ts";

/** A stub like those of `workerd`: a method's promise has the methods of its result, and can be disposed of. */
function stubOf(log: string[]) {
	const remote = <T extends object>(name: string, methods: T) =>
		Object.assign(Promise.resolve(), methods, { [Symbol.dispose]: () => log.push(`dispose ${name}`) });
	const uploads = { part: async (nth: number) => `part ${nth}` };
	const files = {
		list: async (after: string, limit: number) => [after, limit],
		fail: async () => Promise.reject(new Error("Refused.")),
		uploads: () => remote("uploads", uploads),
	};
	return {
		id: "site",
		apply: async (change: string) => `applied ${change}`,
		files: (owner: string) => remote(`files of ${owner}`, files),
	};
}

test("a remote object is disposed of after each call, even if the call fails", async () => {
	const log: string[] = [];
	const stub = disposing(stubOf(log), new Set(["files", "uploads"]));
	const files = stub.files("ada");
	expect(log).toEqual([]);
	expect(await files.list("a.md", 2)).toEqual(["a.md", 2]);
	expect(log.splice(0)).toEqual(["dispose files of ada"]);
	await expect(files.fail()).rejects.toThrow("Refused.");
	expect(log.splice(0)).toEqual(["dispose files of ada"]);
	expect(await files.uploads().part(3)).toBe("part 3");
	expect(log).toEqual(["dispose uploads", "dispose files of ada"]);
});

// Vitest reports a promise whose rejection nobody handles, and then fails.
test("if a remote object cannot be opened, only the call fails", async () => {
	const reset = () => Promise.reject(new Error("Reset."));
	const files = () => Object.assign(reset(), { list: reset, [Symbol.dispose]: () => {} });
	await expect(
		disposing({ files }, new Set(["files"]))
			.files()
			.list(),
	).rejects.toThrow("Reset.");
});

test("other methods and properties stay the same", async () => {
	const stub = disposing(stubOf([]), new Set(["files"]));
	expect(stub.id).toBe("site");
	expect(await stub.apply("a.md")).toBe("applied a.md");
});
