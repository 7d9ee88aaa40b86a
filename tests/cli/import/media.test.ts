import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { mediaServer, type Served } from "./media-server.ts";
import { articlesIn, filesIn, runImport } from "./run-import.ts";
import { type WxrItem, wxr } from "./wxr.ts";

const png = (text: string): Served => ({ headers: { "Content-Type": "image/png" }, body: text });

/** Sets up a blog with one post on its own server. */
async function blog(content: (url: string) => string, answers: Parameters<typeof mediaServer>[0]) {
	const server = await mediaServer(answers);
	const item: WxrItem = {
		...{ id: 1, title: "Gate", date: "2024-05-01 00:00:00", slug: "gate", content: content(server.url) },
		meta: [["_thumbnail_id", "2"]],
	};
	const picture = `${server.url}/wp-content/uploads/2024/05/cover.png`;
	const cover: WxrItem = { id: 2, type: "attachment", status: "inherit", attachment: picture };
	const folder = await temporaryFolder({ "export.xml": wxr([item, cover], { url: server.url }) });
	const run = (...options: string[]) => runImport(folder, "wordpress", ...options, "export.xml", "out");
	return { server, folder, run, article: async () => (await articlesIn(join(folder, "out")))[0] };
}

const COVER = { "/wp-content/uploads/2024/05/cover.png": png("cover") };

test("--media downloads the site's pictures, audio and other files into the articles' folder, and articles refer to the copies", async () => {
	const { run, article, folder } = await blog(
		(url) =>
			`<a href="${url}/wp-content/uploads/2024/05/gate.png"><img src="${url}/wp-content/uploads/2024/05/gate-300x200.png" srcset="${url}/wp-content/uploads/2024/05/gate-300x200.png 300w, ${url}/wp-content/uploads/2024/05/gate-1024x683.png 1024w" /></a>\n\n` +
			`[audio mp3="${url}/wp-content/uploads/tide.mp3"]\n\n<a href="${url}/about/">About</a>`,
		{
			...COVER,
			"/wp-content/uploads/2024/05/gate.png": png("full"),
			"/wp-content/uploads/2024/05/gate-1024x683.png": png("large"),
			"/wp-content/uploads/tide.mp3": { headers: { "Content-Type": "audio/mpeg" }, body: "sound" },
		},
	);
	const { code, said, failures, shown } = await run("--media");
	expect({ code, failures }).toEqual({ code: 0, failures: "" });
	expect(shown.at(-1)).toBe("[####################] 1 of 1, 4 files downloaded");
	expect(said).toContain("Downloaded: 4 files into out/media");
	const { data, body = "" } = (await article()) ?? {};
	expect(data?.["image"]).toBe("../media/2024/05/cover.png");
	expect(body).toContain('<a href="../media/2024/05/gate.png"><img src="../media/2024/05/gate-1024x683.png"');
	expect(body).toContain('<audio src="../media/tide.mp3"');
	expect(body).toMatch(/<a href="http:[^"]+\/about\/">/);
	expect(await readFile(join(folder, "out/media/2024/05/gate-1024x683.png"), "utf8")).toBe("large");
});

test("a downloaded file is not requested again, and articles still refer to it after a run without --media", async () => {
	const { run, article, server } = await blog((url) => `<img src="${url}/a.png" />`, { ...COVER, "/a.png": png("a") });
	await run("--media");
	const before = await article();
	expect(server.asked.sort()).toEqual(["/a.png", "/wp-content/uploads/2024/05/cover.png"]);
	expect((await run("--media")).said).toContain("Files: 1 unchanged");
	expect((await run()).said).toContain("Files: 1 unchanged");
	expect(server.asked).toHaveLength(2);
	expect(await article()).toEqual(before);
});

test("a file that cannot be downloaded is reported and keeps its address, and the next run tries again", async () => {
	const { run, article, server } = await blog(
		(url) => `<img src="${url}/later.png" /> <img src="${url}/page.png" /> <img src="${url}/gone.png" />`,
		{
			...COVER,
			"/later.png": (times) => (times < 2 ? { status: 404 } : png("now")),
			"/page.png": { headers: { "Content-Type": "text/html" }, body: "<p>Log in" },
			"/gone.png": { status: 410 },
		},
	);
	const { code, failures } = await run("--media");
	expect(code).toBe(1);
	expect(failures).toContain(`${server.url}/later.png (the server responds with 404)`);
	expect(failures).toContain(`${server.url}/page.png (it is not a picture, audio or video, but text/html)`);
	expect((await article())?.body).toContain(`![](${server.url}/later.png)`);
	const second = await run("--media");
	expect(second.failures).not.toContain("later.png");
	expect((await article())?.body).toContain("![](../media/later.png)");
});

test("a request to a busy server is retried after its Retry-After", async () => {
	const { run, server } = await blog((url) => `<img src="${url}/a.png" />`, {
		...COVER,
		"/a.png": (times) => (times < 3 ? { status: 429, headers: { "Retry-After": "0.01" } } : png("a")),
	});
	expect((await run("--media")).code).toBe(0);
	expect(server.asked.filter((path) => path === "/a.png")).toHaveLength(3);
});

test("redirects are followed unless they lead into a private network", async () => {
	const { run, folder } = await blog(
		(url) => `<img src="${url}/a.png" /> <img src="${url}/b.png" /> <img src="http://10.0.0.1/c.png" />`,
		{
			...COVER,
			"/a.png": { status: 302, headers: { Location: "/cdn/a.png" } },
			"/cdn/a.png": png("moved"),
			"/b.png": { status: 302, headers: { Location: "http://169.254.169.254/latest/meta-data/" } },
		},
	);
	const { failures } = await run("--media");
	expect(failures.match(/its address is inside a private network/g)).toHaveLength(2);
	expect(await readFile(join(folder, "out/media/a.png"), "utf8")).toBe("moved");
});

test("files with the same name but from different folders do not overwrite each other", async () => {
	const { run, folder } = await blog(
		(url) => `<img src="${url}/x/a.png?v=1" /> <img src="${url}/x/A.png" /> <img src="${url}/x/a.png?v=2" />`,
		{
			...COVER,
			"/x/a.png?v=1": png("1"),
			"/x/A.png": png("2"),
			"/x/a.png?v=2": png("3"),
		},
	);
	await run("--media");
	const files = [...(await filesIn(join(folder, "out/media/x")))];
	expect(files.map(([, text]) => text).sort()).toEqual(["1", "2", "3"]);
	expect(new Set(files.map(([path]) => path.toLowerCase())).size).toBe(3);
});

test("a tracking pixel is not requested", async () => {
	const { run, server } = await blog((url) => `<img src="${url}/count.gif" width="1" height="1" />`, COVER);
	await run("--media");
	expect(server.asked).toEqual(["/wp-content/uploads/2024/05/cover.png"]);
});

test("--dry-run downloads nothing", async () => {
	const { run, server } = await blog((url) => `<img src="${url}/a.png" />`, { ...COVER });
	expect((await run("--media", "--dry-run")).code).toBe(0);
	expect(server.asked).toEqual([]);
});

test("an edited article stays unchanged when its pictures are downloaded later", async () => {
	const { run, article, folder } = await blog((url) => `<img src="${url}/a.png" />`, { ...COVER, "/a.png": png("a") });
	await run();
	const { path = "" } = (await article()) ?? {};
	const file = join(folder, "out", path);
	await writeFile(file, `${await readFile(file, "utf8")}Mine`);
	expect((await run("--media")).said).toContain("1 kept");
	expect((await article())?.body).toContain("Mine");
});
