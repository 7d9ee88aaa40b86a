import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { exif, jpeg, png } from "../media/pictures.ts";
import { freePort } from "./program.ts";
import { type Newsroom, openNewsroom } from "./webhook-newsroom.ts";

const KINDS = ["github", "gitlab", "forgejo"] as const;
const PICTURES = 30;

let room: Newsroom;
beforeAll(async () => {
	const plans = KINDS.map((kind) => ({
		kind,
		name: `acme/${kind}`,
		folder: "site/content",
		token: `${kind}_TOKEN`.toUpperCase(),
	}));
	const tokens = Object.fromEntries(plans.map(({ token }) => [token, "secret"]));
	const lfs = { kind: "github" as const, name: "acme/lfs", isLocal: true, token: "LFS_TOKEN" };
	room = await openNewsroom(await freePort(), [...plans, lfs], { ...tokens, LFS_TOKEN: "secret" });
	for (const { name } of [...plans, lfs]) Object.assign(room.of(name).hosted, { token: "secret", isPrivate: true });
});
afterAll(() => room.close());

const photoOf = (seed: number) => png({ width: 60, height: 40, seed });

/** Requests the pictures in a topic's feed. Returns the lengths of the responses, keyed by address. */
async function mediaOf(topic: string): Promise<Map<string, number>> {
	await room.reader.calm();
	const feed = await (await fetch(`${room.site.url}/topics/${topic}.json`)).text();
	const addresses = new Set(feed.match(/http:[^"\\]*\/media\/[^"\\]*/g));
	const found = new Map<string, number>();
	for (const address of addresses) {
		const response = await fetch(address);
		expect(response.status, address).toBe(200);
		found.set(address.split("/").at(-1) ?? "", (await response.arrayBuffer()).byteLength);
	}
	return found;
}

test.each(KINDS)("%s: files that articles refer to are fetched once, even from other folders", async (kind) => {
	const followed = room.of(`acme/${kind}`);
	// Use different bytes for each host, because stored files are not fetched again.
	const photo = (seed: number) => photoOf(seed + 10_000 * KINDS.indexOf(kind));
	const names = Array.from({ length: PICTURES }, (_, index) => `tide-${index}.png`);
	const body = [...names.map((name) => `![Tide](${name})`), "![Map](/img/map.png)", "![Page](page.jpg)"].join("\n\n");
	const files = Object.fromEntries(names.map((name, index) => [`site/content/posts/${name}`, photo(index)]));
	const job = await followed.publish({
		...files,
		"site/content/posts/tide.md": followed.article("Tide", { body }),
		"site/static/img/map.png": photo(1000),
		"site/static/img/unused.png": photo(2000),
		"site/content/posts/page.jpg": "<script>alert(1)</script>",
		"site/content/posts/unused.png": photo(3000),
	});
	expect(job).toMatchObject({ state: "done", reason: null });
	expect(job.problems.map(({ message }) => message).join("\n")).toContain("page.jpg does not match its extension");
	const media = await mediaOf(kind);
	expect([...media.keys()].sort()).toEqual([...names, "map.png"].sort());
	expect(media.get("map.png")).toBe(photo(1000).length);
	const fetches = () => followed.hosted.requests.filter((line) => /blobs|\/raw/.test(line) && !line.includes("unused"));
	const before = fetches().length;
	// The article, the pictures, the map and the file that is not a picture.
	expect(before).toBe(1 + PICTURES + 1 + 1);
	await followed.publish({ "site/content/posts/note.md": followed.article("Note") });
	expect(fetches()).toHaveLength(before + 1);
	const changed = { "site/content/posts/tide-1.png": photo(5000) };
	await followed.publish(changed);
	expect(fetches()).toHaveLength(before + 2);
	expect((await mediaOf(kind)).size).toBe(PICTURES + 1);
	await followed.git.remove("site/content/posts/tide-2.png");
	const gone = await followed.publish({});
	expect(gone.problems.map(({ message }) => message).join("\n")).toContain("tide-2.png");
	expect((await mediaOf(kind)).has("tide-2.png")).toBe(false);
});

const statusSchema = z.object({
	publications: z.array(z.object({ owner: z.string(), added: z.number(), problems: z.number() })),
});

test("a text file in a page bundle is published as a file, and a file pushed after its article is not reported as missing", async () => {
	const followed = room.of("acme/github");
	const job = await followed.publish({
		"site/content/key/index.md": followed.article("Key", { body: "[Key](key.txt) [Draft](draft.txt) ![Map](map.png)" }),
		"site/content/key/key.txt": "Fingerprint: 1234",
		"site/content/key/draft.txt": "---\ntitle: Secret\ndraft: true\n---\nNot yet.",
		"site/content/key/map.png": photoOf(4000),
	});
	expect(job).toMatchObject({ state: "done", added: 3 });
	expect(job.problems.filter(({ path }) => path.includes("/key/"))).toEqual([]);
	const media = await mediaOf("github");
	expect([...media.keys()].filter((name) => /key|draft|map/.test(name)).sort()).toEqual(["key.txt", "map.png"]);
	const { publications } = statusSchema.parse(await (await room.reader.api("status")).json());
	expect(publications[0]).toMatchObject({ added: 3, problems: 0 });
});

test("a picture with location data is published with a warning", async () => {
	const followed = room.of("acme/github");
	const job = await followed.publish({
		"site/content/photo.md": followed.article("Photo", { body: "![Pier](pier.jpg)" }),
		"site/content/pier.jpg": jpeg({}, [Buffer.concat([Buffer.from("Exif\0\0"), exif()])]),
	});
	const [problem] = job.problems.filter(({ path }) => path === "site/content/pier.jpg");
	expect(problem?.message).toContain("contains the place where the picture was taken");
});

test("with Git LFS, the file is published and its pointer never is", async () => {
	const followed = room.of("acme/lfs");
	const bytes = photoOf(7000);
	const oid = createHash("sha256").update(bytes).digest("hex");
	const pointer = (id: string, size: number) =>
		`version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${size}\n`;
	followed.hosted.lfs.set(oid, bytes);
	const job = await followed.publish({
		"tide.md": followed.article("Tide", { body: "![Tide](tide.png)\n\n![Lost](lost.png)" }),
		"tide.png": pointer(oid, bytes.length),
		"lost.png": pointer("0".repeat(64), 5),
	});
	expect(job.state).toBe("done");
	expect(await mediaOf("lfs")).toEqual(new Map([["tide.png", bytes.length]]));
	expect(job.problems.map(({ message }) => message).join("\n")).toMatch(
		/lost\.png is in Git LFS.*Object does not exist/,
	);
});
