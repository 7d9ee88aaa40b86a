import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dateOfFile } from "../../src/cli/file-date.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const CHANGED = Date.UTC(2026, 5, 1, 12, 0, 0, 345);

test("a text without front matter has the date of its first commit, also after it was changed and moved", async () => {
	const folder = await temporaryFolder({ "tide.txt": "The tide is high.\nAnd long enough to be known again.\n" });
	const git = (date: string, ...args: string[]) =>
		execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@a.example", ...args], {
			cwd: folder,
			env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
		});
	git("2026-01-01T00:00:00Z", "init", "-q");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-01-02T03:04:05Z", "commit", "-qm", "one");
	git("2026-01-01T00:00:00Z", "mv", "tide.txt", "flood.txt");
	await writeFile(join(folder, "flood.txt"), "The tide is high!\nAnd long enough to be known again.\n");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-02-02T03:04:05Z", "commit", "-qm", "two");
	expect(await dateOfFile(join(folder, "flood.txt"), "The tide", CHANGED)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});

test("outside of Git it has the date of the file, in whole seconds", async () => {
	const folder = await temporaryFolder({ "tide.txt": "The tide is high." });
	expect(await dateOfFile(join(folder, "tide.txt"), "The tide", CHANGED)).toBe(Date.UTC(2026, 5, 1, 12));
});

test("a text with front matter is asked to say it itself", async () => {
	expect(await dateOfFile("/none.md", "---\ntitle: x\n---\n", CHANGED)).toBeUndefined();
});
