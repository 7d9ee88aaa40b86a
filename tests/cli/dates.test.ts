import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDating } from "../../src/cli/content/dates.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const CHANGED = Date.UTC(2026, 5, 1, 12, 0, 0, 345);

/** Returns a function that runs Git in a folder and dates commits with a given time. */
function gitIn(folder: string) {
	return (date: string, ...args: string[]) =>
		execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@a.example", ...args], {
			cwd: folder,
			env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
		});
}

test("a file without front matter keeps the date of its first commit when it is changed or moved", async () => {
	const folder = await temporaryFolder({ "tide.txt": "The tide is high.\nAnd long enough to be known again.\n" });
	const git = gitIn(folder);
	git("2026-01-01T00:00:00Z", "init", "-q");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-01-02T03:04:05Z", "commit", "-qm", "one");
	git("2026-01-01T00:00:00Z", "mv", "tide.txt", "flood.txt");
	await writeFile(join(folder, "flood.txt"), "The tide is high!\nAnd long enough to be known again.\n");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-02-02T03:04:05Z", "commit", "-qm", "two");
	expect(await createDating()(join(folder, "flood.txt"), "The tide", CHANGED)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});

test("each file in a repository gets the date of the commit that first added it, whatever its folder and name", async () => {
	const folder = await temporaryFolder({ "news/A": "", "news/de/Ebbe in der Förde.txt": "Ebbe.", R100: "x" });
	const git = gitIn(folder);
	git("2026-01-01T00:00:00Z", "init", "-q");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-01-01T00:00:00Z", "commit", "-qm", "one");
	await writeFile(join(folder, "news/new.txt"), "New.");
	git("2026-02-02T00:00:00Z", "add", ".");
	git("2026-02-02T00:00:00Z", "commit", "-qm", "two");
	await writeFile(join(folder, "news/unknown.txt"), "Not committed.");
	await mkdir(join(folder, "news/other"));
	gitIn(join(folder, "news/other"))("2026-03-03T00:00:00Z", "init", "-q");
	const dateOf = createDating();
	const dates = ["A", "de/Ebbe in der Förde.txt", "../R100", "new.txt", "unknown.txt", "other/x.txt"].map((name) =>
		dateOf(join(folder, "news", name), "Text", CHANGED),
	);
	const [first, second, changed] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 2), Date.UTC(2026, 5, 1, 12)];
	expect(await Promise.all(dates)).toEqual([first, first, first, second, changed, changed]);
});

test("a new file at the old path of a moved file does not get the date of the moved file", async () => {
	const folder = await temporaryFolder({ "news.txt": "The old news of the old harbour, which are long.\n" });
	const git = gitIn(folder);
	git("2026-01-01T00:00:00Z", "init", "-q");
	git("2026-01-01T00:00:00Z", "add", ".");
	git("2026-01-01T00:00:00Z", "commit", "-qm", "one");
	git("2026-01-01T00:00:00Z", "mv", "news.txt", "old.txt");
	git("2026-02-02T00:00:00Z", "commit", "-qm", "two");
	await writeFile(join(folder, "news.txt"), "Something else.\n");
	git("2026-03-03T00:00:00Z", "add", ".");
	git("2026-03-03T00:00:00Z", "commit", "-qm", "three");
	const dateOf = createDating();
	expect(await dateOf(join(folder, "news.txt"), "Text", CHANGED)).toBe(Date.UTC(2026, 2, 3));
	expect(await dateOf(join(folder, "old.txt"), "Text", CHANGED)).toBe(Date.UTC(2026, 0, 1));
});

test("outside Git, an article's date is the file's modification time in whole seconds", async () => {
	const folder = await temporaryFolder({ "tide.txt": "The tide is high." });
	expect(await createDating()(join(folder, "tide.txt"), "The tide", CHANGED)).toBe(Date.UTC(2026, 5, 1, 12));
});

test("a file with front matter does not get a date", async () => {
	expect(await createDating()("/none.md", "---\ntitle: x\n---\n", CHANGED)).toBeUndefined();
});
