import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { ghostPost } from "./ghost-export.ts";
import { articlesIn } from "./run-import.ts";
import { WXR_TAIL, wxrHead, wxrItem } from "./wxr.ts";

const ENTRY = fileURLToPath(new URL("../../../src/cli/newsstand.mjs", import.meta.url));

const MEGABYTE = 1024 * 1024;
/** Size of the export in megabytes. To test with a larger export, set NEWSSTAND_EXPORT_MB=200. */
const MEGABYTES = Number(process.env["NEWSSTAND_EXPORT_MB"] ?? 40);
const SIZE = MEGABYTES * MEGABYTE;
/** Memory limit in MB. The limit is lower than the memory needed to read the whole export at once. */
const MOST_MEMORY = MEGABYTES < 200 ? 300 : 400;

/** The body of a post: 12 KB of text with pictures. */
const BODY = Array.from(
	{ length: 60 },
	(_, index) =>
		`The harbour master opened gate ${index} on <em>Friday</em> morning, and the first boats came through before the tide had turned.\n\n` +
		`<figure><img src="https://harbour.example/wp-content/uploads/gate-${index}.jpg" alt=""></figure>`,
).join("\n\n");

const day = (number: number) =>
	new Date(Date.UTC(2000, 0, 1) + number * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

/** Writes an export in chunks until it is large enough. Returns its number of posts. */
async function writeExport(
	file: string,
	head: string,
	item: (number: number) => string,
	tail: string,
): Promise<number> {
	const stream = createWriteStream(file);
	stream.write(head);
	let size = 0;
	let count = 0;
	while (size < SIZE) {
		const text = item(++count);
		size += Buffer.byteLength(text);
		if (!stream.write(text)) await new Promise<void>((resolve) => stream.once("drain", () => resolve()));
	}
	stream.end(tail);
	await finished(stream);
	return count;
}

/** Runs the real program and tracks its memory (resident set, in bytes) until it exits. */
async function runWatched(
	cwd: string,
	...args: string[]
): Promise<{ code: number | null; said: string; most: number }> {
	const child = spawn(process.execPath, ["--max-old-space-size=256", ENTRY, ...args], { cwd });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
	let most = 0;
	const timer = setInterval(() => {
		readFile(`/proc/${child.pid}/status`, "utf8").then(
			(status) => {
				most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024);
			},
			() => {},
		);
	}, 100);
	const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
	clearInterval(timer);
	return { code, said, most };
}

test(`a WordPress export of ${MEGABYTES} MB is imported in less than ${MOST_MEMORY} MB of memory`, {
	timeout: 1_200_000,
}, async () => {
	const folder = await temporaryFolder();
	const count = await writeExport(
		join(folder, "export.xml"),
		wxrHead(),
		(id) => wxrItem({ id, title: `Post ${id}`, date: day(id), slug: `post-${id}`, content: BODY, comments: 3 }),
		WXR_TAIL,
	);
	expect((await stat(join(folder, "export.xml"))).size).toBeGreaterThan(SIZE);
	const { code, said, most } = await runWatched(folder, "import", "wordpress", "export.xml", "out");
	expect([code, said]).toEqual([0, expect.stringContaining(`Files: ${count.toLocaleString("en")} new, in out`)]);
	expect(most).toBeLessThan(MOST_MEMORY * MEGABYTE);
	expect(await articlesIn(join(folder, "out"))).toHaveLength(count);
	console.log(`WordPress: ${MEGABYTES} MB (NEWSSTAND_EXPORT_MB), ${count} posts, ${Math.round(most / MEGABYTE)} MB`);
});

test(`a Ghost export of ${MEGABYTES} MB is imported in less than ${MOST_MEMORY} MB of memory`, {
	timeout: 1_200_000,
}, async () => {
	const folder = await temporaryFolder();
	const count = await writeExport(
		join(folder, "export.json"),
		'{"db":[{"meta":{"version":"5.80.0"},"data":{"posts":[',
		(number) =>
			`${number === 1 ? "" : ","}${JSON.stringify(ghostPost(number, { html: BODY, published_at: `${day(number).replace(" ", "T")}.000Z` }))}`,
		'],"users":[],"tags":[]}}]}',
	);
	const { code, said, most } = await runWatched(folder, "import", "ghost", "export.json", "out");
	expect([code, said]).toEqual([0, expect.stringContaining(`Files: ${count.toLocaleString("en")} new, in out`)]);
	expect(most).toBeLessThan(MOST_MEMORY * MEGABYTE);
	console.log(`Ghost: ${MEGABYTES} MB (NEWSSTAND_EXPORT_MB), ${count} posts, ${Math.round(most / MEGABYTE)} MB`);
});
