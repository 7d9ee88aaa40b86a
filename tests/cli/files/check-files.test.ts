import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { check } from "../../../src/cli/check.ts";
import { exif, jpeg, png } from "../../media/pictures.ts";
import { recordingTerminal } from "../recording-terminal.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const article = (body: string, ...lines: string[]) =>
	["---", "title: Tide", "date: 2026-05-04", ...lines, "---", "", body].join("\n");

async function checked(files: Record<string, string | Uint8Array>, ...args: string[]) {
	const folder = await temporaryFolder(files);
	const terminal = recordingTerminal();
	const code = await check([...args, "."], { root: folder, cwd: folder, terminal });
	return { code, folder, lines: terminal.lines.map(stripVTControlCharacters) };
}

test("check counts the files that articles refer to, including missing files", async () => {
	const { code, lines } = await checked({
		"a.md": article("![Tide](tide.png) ![Gone](tidy.png) [Plan](plan.pdf)", "image: cover.jpg"),
		...{ "tide.png": png(), "cover.jpg": jpeg({}), "plan.pdf": "%PDF-1.7\n", "unused.png": png() },
	});
	expect(code).toBe(0);
	expect(lines).toContain("Used in articles: 2 pictures, 1 other file, 1 missing");
	expect(lines[0]).toMatch(/^a\.md:7 {2}Warning: .*tidy\.png/);
});

test("files in a generator's file folders next to the content folder are found", async () => {
	const { lines } = await checked(
		{
			...{ "hugo.toml": "", "content/a.md": article("![Tide](/img/tide.png)"), "static/img/tide.png": png() },
		},
		"--json",
	);
	expect(lines.join("")).not.toContain("tide.png");
	const folder = await temporaryFolder({
		...{ "hugo.toml": "", "content/a.md": article("![Tide](/img/tide.png)"), "static/img/tide.png": png() },
	});
	const terminal = recordingTerminal();
	await check(["--json"], { root: folder, cwd: folder, terminal });
	expect(JSON.parse(terminal.lines.join("\n"))).toMatchObject({ named: { picture: 1, missing: 0 }, problems: [] });
});

test("files that are empty, too large or whose content does not match their extension cannot be published and are reported", async () => {
	const { code, lines } = await checked({
		"a.md": article("![One](page.jpg) ![Two](empty.png) [Film](film.mp4)"),
		...{ "page.jpg": "<!doctype html><script>alert(1)</script>", "empty.png": "" },
		"film.mp4": Buffer.concat([Buffer.from("\0\0\0\x18ftypmp42"), Buffer.alloc(26 * 1024 * 1024)]),
	});
	expect(code).toBe(1);
	const text = lines.join("\n");
	expect(text).toMatch(/^page\.jpg {2}page\.jpg does not match its extension/m);
	expect(text).toMatch(/^empty\.png {2}empty\.png is empty/m);
	expect(text).toMatch(/^film\.mp4 {2}Warning: The file is 27 MiB\. Files larger than 25 MiB need an R2 bucket\.$/m);
});

test("a picture with location data causes a warning only if that data would be published", async () => {
	const files = {
		"a.md": article("![Tide](tide.jpg)"),
		"tide.jpg": jpeg({}, [Buffer.concat([Buffer.from("Exif\0\0"), exif()])]),
	};
	expect((await checked(files)).lines.join("\n")).not.toContain("where the picture was taken");
	const kept = await checked({ ...files, "wrangler.toml": "[vars]\nSTRIP_LOCATION = false\n" });
	expect(kept.lines).toContain(
		"tide.jpg  Warning: The picture's metadata contains the place where the picture was taken.",
	);
});

test("a symbolic link that leads out of the folder is reported once, and its picture counts as missing", async () => {
	const outside = await temporaryFolder({ "private.jpg": jpeg({}) });
	const folder = await temporaryFolder({ "a.md": article("![Tide](tide.jpg)") });
	await symlink(join(outside, "private.jpg"), join(folder, "tide.jpg"));
	const terminal = recordingTerminal();
	await check(["."], { root: folder, cwd: folder, terminal });
	const text = stripVTControlCharacters(terminal.lines.join("\n"));
	expect(text).toContain("This link leads out of the folder, so the linked file is not published.");
	expect(text).toContain("Used in articles: 1 missing");
});

test("a warning is shown for every article that refers to unsuitable artwork, or to a file that is not audio as its audio", async () => {
	const files = {
		"talk.md": article("Notes.", "topics: [Talk]", "audio: talk.mp3"),
		"topics/talk.yaml": [
			...["name: Talk", "description: Talks.", "podcast:", "  author: Ada", "  owner: ada@harbour.example"],
			...["  category: News", "  artwork: cover.png"],
		].join("\n"),
		...{ "talk.mp3": png(), "topics/cover.png": png() },
	};
	const { code, lines } = await checked(files);
	expect(code).toBe(0);
	const text = lines.join("\n");
	expect(text).toMatch(/^talk\.md:5 {2}Warning: talk\.mp3 is not audio: it contains image\/png\.$/m);
	expect(text).toMatch(/^topics\/talk\.yaml:7 {2}Warning: cover\.png has \d+ × \d+ pixels: /m);
	expect(text).toContain("Use a square JPEG or PNG of 1400 to 3000 pixels.");
});
