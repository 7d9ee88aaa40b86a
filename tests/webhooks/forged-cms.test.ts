import { reset } from "cloudflare:test";
import { afterEach, describe, test } from "vitest";
import { expectRefused } from "./refused.ts";
import { base64, ghostHeaders, type Headers, hex, seconds, send, standardHeaders } from "./sending.ts";

afterEach(reset);

/** A body that would cause a 400 if it were parsed before authentication. */
const BODY = "{ this is not JSON";

function without(headers: Headers, name: string): Headers {
	const { [name]: _, ...others } = headers;
	return others;
}

describe("Standard Webhooks", () => {
	const right = standardHeaders(BODY);
	const { "webhook-id": id = "", "webhook-timestamp": time = "", "webhook-signature": signature = "" } = right;
	const digits = signature.slice("v1,".length);
	const signed = (value: string) => ({ ...right, "webhook-signature": value });
	/** Returns headers with this timestamp and a valid signature for it. */
	const at = (timestamp: string) => standardHeaders(BODY, { timestamp });

	test.each<[string, Headers]>([
		["no signature", without(right, "webhook-signature")],
		["no id", without(right, "webhook-id")],
		["no time", without(right, "webhook-timestamp")],
		["an empty signature", signed("")],
		["a wrong key", standardHeaders(BODY, { key: "other" })],
		["an empty key", standardHeaders(BODY, { key: "" })],
		["the encoded key", standardHeaders(BODY, { key: "whsec_YXJ0aWNsZXMtc2VjcmV0" })],
		["the key as base64", standardHeaders(BODY, { key: "YXJ0aWNsZXMtc2VjcmV0" })],
		["a signature for a different body", standardHeaders("{}")],
		["the id of another delivery", { ...right, "webhook-id": "msg_other" }],
		["the time of another delivery", { ...right, "webhook-timestamp": seconds(-2) }],
		["a time six minutes ago", at(seconds(-360))],
		["a time six minutes ahead", at(seconds(360))],
		["a time in milliseconds", at(String(Date.now()))],
		["a time with a fraction", at(`${seconds()}.5`)],
		["a time as a date", at(new Date().toISOString())],
		["a time in hexadecimal", at(`0x${Number(seconds()).toString(16)}`)],
		["a time with an exponent", at("1.7e9")],
		["a time that is not a number", at("NaN")],
		["a negative time", at(`-${seconds()}`)],
		["only an asymmetric signature", signed(`v1a,${digits}`)],
		["only a signature of a later version", signed(`v2,${digits}`)],
		["a version in upper case", signed(`V1,${digits}`)],
		["no version", signed(digits)],
		["a signature without its end", signed(`v1,${digits.slice(0, -2)}`)],
		["a signature without its padding", signed(`v1,${digits.replace("=", "")}`)],
		["text after the signature", signed(`${signature}AAAA`)],
		["a signature in hexadecimal", signed(`v1,${hex("articles-secret", `${id}.${time}.`, BODY)}`)],
		["commas between the signatures", signed(`v1,${base64("other", BODY)},${signature}`)],
		["a signature of the body only", signed(`v1,${base64("articles-secret", BODY)}`)],
		["a signature without the id", signed(`v1,${base64("articles-secret", `${time}.`, BODY)}`)],
		["a different separator in the signed text", signed(`v1,${base64("articles-secret", `${id}:${time}:`, BODY)}`)],
		["an id with a full stop, which could belong to the time", standardHeaders(BODY, { id: "msg.1" })],
		["an empty id", standardHeaders(BODY, { id: "" })],
		["an id of 201 characters", standardHeaders(BODY, { id: "x".repeat(201) })],
		["an id with a space", standardHeaders(BODY, { id: "a b" })],
		["headers named after the sender", { "svix-id": id, "svix-timestamp": time, "svix-signature": signature }],
		["the publishing token", { Authorization: "Bearer test-token" }],
		["GitHub's signature", { "X-Hub-Signature-256": `sha256=${hex("articles-secret", BODY)}` }],
	])("a request with %s returns a 401, and nothing is parsed or stored", async (_, headers) => {
		await expectRefused(await send("articles", headers, BODY), 401);
	});

	test("a signature in the query returns a 401", async () => {
		const query = new URLSearchParams(right);
		await expectRefused(await send(`articles?${query}`, {}, BODY), 401);
	});
});

describe("Ghost", () => {
	const now = Date.now();
	const { "X-Ghost-Signature": signature = "" } = ghostHeaders(BODY, now);
	const signed = (value: string) => ({ "X-Ghost-Signature": value });

	test.each<[string, Headers]>([
		["no signature", {}],
		["an empty signature", signed("")],
		["a wrong secret", ghostHeaders(BODY, now, "other")],
		["an empty secret", ghostHeaders(BODY, now, "")],
		["a signature for a different body", ghostHeaders("{}", now)],
		[
			"a signature of the body only, as in old versions of Ghost",
			signed(`sha256=${hex("ghost-secret", BODY)}, t=${now}`),
		],
		["no time", signed(signature.replace(/,.*/, ""))],
		["a different time", signed(signature.replace(/t=.*/, `t=${now - 1}`))],
		["a time that lacks its last digit", signed(signature.replace(/\d$/, ""))],
		["a time six minutes ago", ghostHeaders(BODY, now - 360_000)],
		["a time six minutes ahead", ghostHeaders(BODY, now + 360_000)],
		["a time in seconds", ghostHeaders(BODY, Math.floor(now / 1000))],
		["the time before the signature", signed(signature.split(", ").reverse().join(", "))],
		["no prefix", signed(signature.replace("sha256=", ""))],
		["upper-case digits", signed(signature.replace(/[0-9a-f]{64}/, (digits) => digits.toUpperCase()))],
		["a valid signature twice", signed(`${signature}, ${signature}`)],
		["GitHub's signature", { "X-Hub-Signature-256": `sha256=${hex("ghost-secret", BODY)}` }],
	])("a request with %s returns a 401, and nothing is parsed or stored", async (_, headers) => {
		await expectRefused(await send("ghost", headers, BODY), 401);
	});
});

test("the same body with a valid signature is parsed and returns a 400", async () => {
	await expectRefused(await send("articles", standardHeaders(BODY), BODY), 400);
	await expectRefused(await send("ghost", ghostHeaders(BODY), BODY), 400);
});

test("a clock difference of four minutes is accepted", async () => {
	for (const off of [-240, 240]) {
		await expectRefused(await send("articles", standardHeaders(BODY, { timestamp: seconds(off) }), BODY), 400);
		await expectRefused(await send("ghost", ghostHeaders(BODY, Date.now() + off * 1000), BODY), 400);
	}
});
