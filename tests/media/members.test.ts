import { afterEach, expect, test } from "vitest";
import { ask } from "../api/requests.ts";
import { get, publish, SITE, settle, source } from "../publisher/newsroom.ts";
import { addressOf, announce, png, send, settledReset, tide } from "./files.ts";

afterEach(settledReset);

const picture = { path: "posts/high.png", bytes: png(40, 30) };
const address = addressOf(picture, "high.png");
const body = "Text.\n\n![High water](high.png)";

async function subscriber(feeds: string[] | null = null): Promise<{ id: string; base: string }> {
	const response = await ask("POST", "/api/subscribers", {
		body: JSON.stringify({ for: "Anna", ...(feeds && { feeds }) }),
	});
	const { id, url } = await response.json<{ id: string; url: string }>();
	return { id, base: new URL(url).pathname.replace(/\/$/, "") };
}

async function html(base: string): Promise<string> {
	const response = await get(`${base}/feed.json`);
	const { items } = await response.json<{ items: { content_html: string }[] }>();
	return items[0]?.content_html ?? "";
}

test("a members' file can be read only with a subscriber's token", async () => {
	const anna = await subscriber();
	await publish(tide(body, { audience: "members" }));
	expect(await html(anna.base)).not.toContain("local:");
	expect((await announce(picture)).wanted).toEqual([picture.path]);
	expect(await (await send(picture)).json()).toMatchObject({ state: "stored", url: null });
	await settle();
	expect((await get(address)).status).toBe(404);
	expect(await html(anna.base)).toContain(`src="${SITE}${anna.base}${address}"`);

	const response = await get(anna.base + address);
	expect(response.status).toBe(200);
	expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture.bytes);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	for (const name of ["Cache-Tag", "Access-Control-Allow-Origin", "Cloudflare-CDN-Cache-Control"])
		expect(response.headers.get(name)).toBeNull();
	const part = await get(anna.base + address, { headers: { Range: "bytes=1-3" } });
	expect(part.status).toBe(206);
	expect(new Uint8Array(await part.arrayBuffer())).toEqual(picture.bytes.subarray(1, 4));

	const forged = anna.base.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
	expect((await get(forged + address)).status).toBe(404);
	await ask("DELETE", `/api/subscribers/${anna.id}`);
	expect((await get(anna.base + address)).status).toBe(404);
});

test("a token for a different feed does not grant access", async () => {
	await publish(
		tide(body, { audience: "members", topics: ["Harbour"] }),
		source("other.md", { title: "Other", date: "2026-05-04", topics: ["Sea"], audience: "members" }, "Text."),
	);
	await announce(picture);
	await send(picture);
	await settle();
	const harbour = await subscriber(["topics/harbour"]);
	const sea = await subscriber(["topics/sea"]);
	expect((await get(harbour.base + address)).status).toBe(200);
	expect((await get(sea.base + address)).status).toBe(404);
});

test("a file that a public article also refers to is public", async () => {
	const anna = await subscriber();
	await publish(
		tide(body, { audience: "members" }),
		source("other.md", { title: "Other", date: "2026-05-03" }, "![x](posts/high.png)"),
	);
	await announce(picture);
	await send(picture);
	await settle();
	expect((await get(address)).status).toBe(200);
	expect(await html(anna.base)).toContain(`src="${SITE}${address}"`);
});
