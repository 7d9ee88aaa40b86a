import { reset } from "cloudflare:test";
import { createHash, createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { get } from "../publisher/newsroom.ts";
import { expectRefused } from "./refused.ts";
import { base64, githubHeaders, type Headers, hex, send, standardHeaders } from "./sending.ts";

afterEach(reset);

/** A body that would cause a 400 if it were parsed before authentication. */
const BODY = "{ this is not JSON";
const SIGNATURE = `sha256=${hex("github-secret", BODY)}`;
const SHA1 = `sha1=${createHmac("sha1", "github-secret").update(BODY).digest("hex")}`;

/** Returns the headers of a push with this signature. */
function signed(signature: string): Headers {
	return githubHeaders(BODY, { "X-Hub-Signature-256": signature });
}

function unsigned(over: Headers): Headers {
	const { "X-Hub-Signature-256": _, ...headers } = githubHeaders(BODY, over);
	return headers;
}

test.each<[string, Headers]>([
	["no signature", unsigned({})],
	["an empty signature", signed("")],
	["the signature of a different body", signed(`sha256=${hex("github-secret", "{}")}`)],
	["the signature of an empty body", signed(`sha256=${hex("github-secret", "")}`)],
	["a signature with a wrong secret", signed(`sha256=${hex("other", BODY)}`)],
	["the signature with an empty secret", signed(`sha256=${hex("", BODY)}`)],
	["the signature with both secrets joined", signed(`sha256=${hex("github-secret github-secret-before", BODY)}`)],
	["the signature with the name of the secret", signed(`sha256=${hex("GITHUB_WEBHOOK_SECRET", BODY)}`)],
	["the signature with another webhook's secret", signed(`sha256=${hex("forgejo-secret", BODY)}`)],
	["a hash without any secret", signed(`sha256=${createHash("sha256").update(BODY).digest("hex")}`)],
	["a signature that is one digit short", signed(SIGNATURE.slice(0, -1))],
	["a signature that is one digit too long", signed(`${SIGNATURE}0`)],
	["the first half of a signature", signed(SIGNATURE.slice(0, 39))],
	["a signature with one digit changed", signed(SIGNATURE.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")))],
	["an upper-case prefix", signed(SIGNATURE.replace("sha256", "SHA256"))],
	["upper-case digits", signed(`sha256=${hex("github-secret", BODY).toUpperCase()}`)],
	["no prefix", signed(hex("github-secret", BODY))],
	["the prefix of SHA-1", signed(SIGNATURE.replace("sha256", "sha1"))],
	["white space after the prefix", signed(SIGNATURE.replace("=", "= "))],
	["quotation marks", signed(`"${SIGNATURE}"`)],
	["base64 instead of hexadecimal digits", signed(`sha256=${base64("github-secret", BODY)}`)],
	["zeros", signed(`sha256=${"0".repeat(64)}`)],
	["SHA-1 instead of SHA-256", signed(SHA1)],
	[
		"a wrong SHA-256 signature and a correct SHA-1 signature",
		{ ...signed(`sha256=${"0".repeat(64)}`), "X-Hub-Signature": SHA1 },
	],
	["a list of signatures, one of which is valid", signed(`sha256=${"0".repeat(64)}, ${SIGNATURE}`)],
	["a valid signature twice", signed(`${SIGNATURE}, ${SIGNATURE}`)],
	["the signature in the SHA-1 header", unsigned({ "X-Hub-Signature": SIGNATURE })],
	["the signature in Forgejo's header", unsigned({ "X-Forgejo-Signature": hex("github-secret", BODY) })],
	["the secret itself", signed("github-secret")],
	["the secret as GitLab's token", unsigned({ "X-Gitlab-Token": "github-secret" })],
	["the publishing token", unsigned({ Authorization: "Bearer test-token" })],
	["a signature in the style of Standard Webhooks", unsigned(standardHeaders(BODY, { key: "github-secret" }))],
])("a request with %s returns a 401, and nothing is parsed or stored", async (_, headers) => {
	await expectRefused(await send("github", headers, BODY), 401);
});

test("a SHA-1 signature alone returns a 401 with the reason", async () => {
	const error = await expectRefused(await send("github", unsigned({ "X-Hub-Signature": SHA1 }), BODY), 401);
	expect(error).toContain("SHA-1");
});

test.each([
	["in the query", `github?X-Hub-Signature-256=${SIGNATURE}&signature=${SIGNATURE}&secret=github-secret`],
	["in the query, under its short name", `github?sha256=${hex("github-secret", BODY)}`],
])("a valid signature %s returns a 401", async (_, door) => {
	await expectRefused(await send(door, unsigned({}), BODY), 401);
});

test.each<[string, (body: string) => BodyInit]>([
	["an additional line feed", (body) => `${body}\n`],
	["a byte order mark", (body) => `\uFEFF${body}`],
	["different white space", (body) => body.replaceAll(" ", "  ")],
	["a changed character", (body) => body.replace("JSON", "JS0N")],
	["a removed character", (body) => body.slice(0, -1)],
	["no content", () => ""],
	["different escapes for the same text", (body) => body.replace("J", "\\u004a")],
	[
		"different bytes for the same text",
		(body) => new Uint8Array(new Uint16Array([...body].map((c) => c.charCodeAt(0))).buffer),
	],
])("a body with %s after signing returns a 401", async (_, spoil) => {
	await expectRefused(await send("github", githubHeaders(BODY), spoil(BODY)), 401);
});

test("two signature headers, valid or not, return a 401", async () => {
	for (const other of [`sha256=${"0".repeat(64)}`, SIGNATURE]) {
		const headers = new Headers({ ...unsigned({}), "Content-Type": "application/json" });
		for (const value of [SIGNATURE, other]) headers.append("X-Hub-Signature-256", value);
		await expectRefused(await get("/webhooks/github", { method: "POST", headers, body: BODY }), 401);
	}
});

test("the same body with a valid signature is parsed and returns a 400", async () => {
	await expectRefused(await send("github", githubHeaders(BODY), BODY), 400);
});
