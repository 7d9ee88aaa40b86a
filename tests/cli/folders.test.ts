import { join } from "node:path";
import { expect, test } from "vitest";
import { openFolders } from "../../src/cli/content/folders.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("the paths in a single folder have no prefix; with several folders, each path begins with the folder's name", async () => {
	const root = await temporaryFolder({ "news/a.md": "x", "blog/b.md": "x" });
	const [news, blog] = [join(root, "news"), join(root, "blog")];
	expect(await openFolders([news])).toEqual([{ directory: news, prefix: "" }]);
	expect(await openFolders([news, blog])).toEqual([
		{ directory: news, prefix: "news/" },
		{ directory: blog, prefix: "blog/" },
	]);
});

test("a missing folder, a file and folders with the same name cause one-line errors", async () => {
	const root = await temporaryFolder({ "one/content/a.md": "x", "two/content/b.md": "x" });
	const complaintOf = async (...paths: string[]): Promise<string> => {
		const opened = await openFolders(paths.map((path) => join(root, path)));
		return "failure" in opened ? opened.failure : "";
	};
	expect(await complaintOf("three")).toBe(`The folder ${root}/three does not exist. Check its name, or create it.`);
	expect(await complaintOf("one/content/a.md")).toContain("is a file");
	expect(await complaintOf("one/content", "two/content")).toMatch(/have the same name.*Rename one/);
	expect(await complaintOf("one/content", "one/content")).toContain("have the same name");
});
