import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { tokenFor } from "../../src/http/private-token.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish, source } from "../publisher/newsroom.ts";
import { answerTo, type Reader, revoke, subscribe } from "./subscribing.ts";

/** Paths that a person who knows everything about the site except a valid token might request. */
const PATHS = ["", "/", "/feed.rss", "/topics/harbour.atom", "/topics/none.json", "/articles/own"];
const NOBODY = "/private/0000000000000000.0000000000000000000000000000000000000000000";
const NOTHING = `${NOBODY}/feed.rss`;

let anna: Reader;
let refusal: unknown;
/** The responses to an unknown token, keyed by path: pages for people, and one line of text for programs. */
const refusals = new Map<string, unknown>();

beforeAll(async () => {
	await publish(
		article("closed", { audience: "members" }),
		source("own.md", { title: "Own", date: "2026-05-04", topics: ["Sea"], audience: "members" }),
	);
	anna = await subscribe({ feeds: ["topics/harbour"] });
	refusal = await answerTo(NOTHING);
	for (const path of PATHS) {
		for (const method of ["GET", "HEAD"]) refusals.set(method + path, await answerTo(NOBODY + path, { method }));
	}
});

async function expectRefused(base: string): Promise<void> {
	for (const path of PATHS) {
		for (const method of ["GET", "HEAD"]) {
			expect(await answerTo(base + path, { method }), `${method} ${base}${path}`).toEqual(refusals.get(method + path));
		}
	}
}

test("the response to an unknown token is an ordinary 404 that is not cached", () => {
	expect(refusal).toMatchObject({ status: 404, body: expect.stringMatching(/^There is nothing at this address\./) });
	expect(Object.fromEntries((refusal as { headers: [string, string][] }).headers)).toMatchObject({
		"cache-control": "private, no-store",
		"x-robots-tag": "noindex",
	});
});

test("a valid token gives access to its feeds", async () => {
	expect((await get(`${anna.base}/topics/harbour.rss`)).status).toBe(200);
});

test("guessed token gets 404", async () => {
	const guesses = [
		"",
		".",
		"x",
		anna.id,
		`${anna.id}.`,
		`.${anna.token.split(".")[1]}`,
		"%00",
		"%ff",
		"..%2f",
		"*",
		"a".repeat(5000),
	];
	for (const guess of guesses) await expectRefused(`/private/${guess}`);
});

test("token with one character changed, removed or added gets 404", async () => {
	const { token } = anna;
	const altered = [...token].flatMap((character, index) => {
		const others = [character === "A" ? "B" : "A", character === "0" ? "1" : "0", ""];
		return others.map((other) => token.slice(0, index) + other + token.slice(index + 1));
	});
	for (const one of [
		...new Set(altered),
		`${token}A`,
		`${token}=`,
		`a${token}`,
		token.toUpperCase(),
		`${token}.${token}`,
	]) {
		if (one === token) continue;
		expect(await answerTo(`/private/${one}/topics/harbour.rss`), one).toEqual(refusal);
	}
});

test("signature in a different base64 spelling gets 404, because signatures are compared as text", async () => {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const { token } = anna;
	for (const letter of alphabet) {
		if (token.endsWith(letter)) continue;
		expect(await answerTo(`/private/${token.slice(0, -1)}${letter}/topics/harbour.rss`), letter).toEqual(refusal);
	}
});

test("one token's id with another token's signature gets 404", async () => {
	const bob = await subscribe();
	const [, signature] = bob.token.split(".");
	await expectRefused(`/private/${anna.id}.${signature}`);
});

test("signed token that was never issued gets 404", async () => {
	await expectRefused(`/private/${tokenFor("0123456789abcdef", "private-secret")}`);
});

test("feeds and articles that a token does not cover return 404, like unknown feeds and articles", async () => {
	for (const path of [
		"/feed.rss",
		"/topics/sea.rss",
		"/providers/gazette.example.json",
		"/articles/own",
		"/topics/none.rss",
	]) {
		expect(await answerTo(anna.base + path), path).toEqual(await answerTo(NOBODY + path));
	}
	const carl = await subscribe({ for: "Carl", feeds: ["topics/sea"] });
	expect((await get(`${carl.base}/articles/own`)).status).toBe(200);
	expect(await answerTo(`${carl.base}/topics/harbour.rss`)).toEqual(refusal);
});

test("revoked token gets 404 immediately", async () => {
	const bob = await subscribe();
	expect((await get(`${bob.base}/feed.rss`)).status).toBe(200);
	await revoke(bob);
	await expectRefused(bob.base);
	expect((await get(`${anna.base}/topics/harbour.rss`)).status, "other tokens still work").toBe(200);
});

test("expired token gets 404", async () => {
	const bob = await subscribe({ expires: "2999-01-01" });
	expect((await get(`${bob.base}/feed.rss`)).status).toBe(200);
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		storage.sql.exec("UPDATE subscriber SET expires = ? WHERE id = ?", Date.now() - 1, bob.id);
	});
	await expectRefused(bob.base);
});

test("for a token with an invalid signature, the Publisher is never called", async () => {
	const asked = vi.fn();
	const watched = { ...env, PUBLISHER: { getByName: asked } };
	for (const path of PATHS) {
		const response = await app.request(`/private/${anna.id}.${"A".repeat(43)}${path}`, {}, watched);
		expect(response.status).toBe(404);
	}
	expect(asked).not.toHaveBeenCalled();
});

test("during rotation, tokens signed with either secret work; afterwards, the old tokens get 404", async () => {
	const old = tokenFor(anna.id, "private-secret-before");
	expect(anna.token).toBe(tokenFor(anna.id, "private-secret"));
	expect((await get(`/private/${old}/topics/harbour.rss`)).status).toBe(200);
	const statusWith = async (secret: string | undefined, token: string) => {
		const { PRIVATE_FEEDS_SECRET: _, ...rest } = env;
		const changed = secret === undefined ? rest : { ...rest, PRIVATE_FEEDS_SECRET: secret };
		return (await app.request(`/private/${token}/topics/harbour.rss`, {}, changed)).status;
	};
	expect(await statusWith("private-secret", anna.token)).toBe(200);
	expect(await statusWith("private-secret", old)).toBe(404);
	expect(await statusWith("another private-secret", anna.token)).toBe(200);
	for (const unset of [undefined, "", "  "]) {
		expect(await statusWith(unset, anna.token)).toBe(404);
		expect(await statusWith(unset, tokenFor(anna.id, ""))).toBe(404);
	}
});

test("failures are logged without the token", async () => {
	const log = vi.spyOn(console, "error").mockImplementation(() => {});
	const broken = {
		...env,
		PUBLISHER: {
			getByName: () => {
				throw new Error("no Publisher");
			},
		},
	};
	const response = await app.request(`${anna.base}/topics/harbour.rss`, {}, broken);
	expect(response.status).toBe(500);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	expect(await response.text()).not.toContain(anna.token);
	expect(log.mock.calls.flat().join()).toContain("/private/…");
	expect(log.mock.calls.flat().join()).not.toContain(anna.token.slice(0, 8));
	log.mockRestore();
});
