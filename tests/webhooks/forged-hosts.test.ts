import { reset } from "cloudflare:test";
import { afterEach, describe, test } from "vitest";
import { expectRefused } from "./refused.ts";
import { forgejoHeaders, gitlabHeaders, type Headers, hex, seconds, send, standardHeaders } from "./sending.ts";

afterEach(reset);

/** A body that would cause a 400 if it were parsed before authentication. */
const BODY = "{ this is not JSON";
const KEY = "gitlab-signing-secret";
const SIGNING_TOKEN = "whsec_Z2l0bGFiLXNpZ25pbmctc2VjcmV0";

describe("GitLab", () => {
	const token = (value: string) => gitlabHeaders({ "X-Gitlab-Token": value });
	const { "X-Gitlab-Token": _, ...tokenless } = gitlabHeaders();

	test.each<[string, Headers]>([
		["no token", tokenless],
		["an empty token", token("")],
		["a wrong token", token("other")],
		["our token with an additional character", token("gitlab-secret2")],
		["the start of our token", token("gitlab-secre")],
		["our token with different capitalization", token("GitLab-Secret")],
		["our token twice", token("gitlab-secret, gitlab-secret")],
		["both secrets joined", token(`gitlab-secret ${SIGNING_TOKEN}`)],
		["the signing token as a plain token", token(SIGNING_TOKEN)],
		["the key of the signing token", token(KEY)],
		["a hash of the token", token(hex("gitlab-secret", BODY))],
		["the token in GitHub's header", { ...tokenless, "X-Hub-Signature-256": "gitlab-secret" }],
		["the token in Authorization", { ...tokenless, Authorization: "Bearer gitlab-secret" }],
		["the token of GitLab's API", { ...tokenless, "PRIVATE-TOKEN": "gitlab-secret" }],
		["GitHub's signature", { ...tokenless, "X-Hub-Signature-256": `sha256=${hex("gitlab-secret", BODY)}` }],
	])("a request with %s returns a 401, and nothing is parsed or stored", async (_, headers) => {
		await expectRefused(await send("gitlab", headers, BODY), 401);
	});

	test("a token in the query returns a 401", async () => {
		await expectRefused(await send("gitlab?token=gitlab-secret&X-Gitlab-Token=gitlab-secret", tokenless, BODY), 401);
	});

	const right = standardHeaders(BODY, { key: KEY });

	test.each<[string, Headers]>([
		["made with a wrong key", standardHeaders(BODY, { key: "other" })],
		["made with the plain token as the key", standardHeaders(BODY, { key: "gitlab-secret" })],
		["made with the encoded key", standardHeaders(BODY, { key: SIGNING_TOKEN })],
		["for a different body", standardHeaders("{}", { key: KEY })],
		["empty", { ...right, "webhook-signature": "" }],
		["only in a different version", { ...right, "webhook-signature": `v1a,${right["webhook-signature"]?.slice(3)}` }],
		["for a different delivery", { ...right, "webhook-id": "another" }],
		["for a different time", { ...right, "webhook-timestamp": seconds(-60) }],
		["six minutes old", standardHeaders(BODY, { key: KEY, timestamp: seconds(-360) })],
		["six minutes ahead", standardHeaders(BODY, { key: KEY, timestamp: seconds(360) })],
		["sent without the other headers", { "webhook-signature": right["webhook-signature"] ?? "" }],
	])("a signature that is %s returns a 401, even with a valid token", async (_, headers) => {
		await expectRefused(await send("gitlab", { ...gitlabHeaders(), ...headers }, BODY), 401);
	});
});

describe("Forgejo", () => {
	const signature = hex("forgejo-secret", BODY);
	const signed = (value: string) => forgejoHeaders(BODY, { "X-Forgejo-Signature": value });
	const { "X-Forgejo-Signature": _, ...unsigned } = forgejoHeaders(BODY);

	test.each<[string, Headers]>([
		["no signature", unsigned],
		["an empty signature, as from a webhook without a secret", signed("")],
		["the signature of a different body", signed(hex("forgejo-secret", "{}"))],
		["the signature with a wrong secret", signed(hex("other", BODY))],
		["the signature with an empty secret", signed(hex("", BODY))],
		["the signature with GitHub's secret", signed(hex("github-secret", BODY))],
		["a signature that is one digit short", signed(signature.slice(0, -1))],
		["a signature that is one digit too long", signed(`${signature}0`)],
		["upper-case digits", signed(signature.toUpperCase())],
		["GitHub's prefix before a valid signature", signed(`sha256=${signature}`)],
		["a valid signature only in GitHub's header", { ...unsigned, "X-Hub-Signature-256": `sha256=${signature}` }],
		["a valid signature only in Gogs's header", { ...unsigned, "X-Gogs-Signature": signature }],
		[
			"a wrong signature, and a valid one in Gitea's header",
			{ ...signed("0".repeat(64)), "X-Gitea-Signature": signature },
		],
		["an empty signature, and a valid one in Gitea's header", { ...signed(""), "X-Gitea-Signature": signature }],
		["the secret as a token", { ...unsigned, Authorization: "Bearer forgejo-secret" }],
	])("a request with %s returns a 401, and nothing is parsed or stored", async (_, headers) => {
		await expectRefused(await send("forgejo", headers, BODY), 401);
	});
});

test("the same body with valid credentials is parsed and returns a 400", async () => {
	await expectRefused(await send("gitlab", gitlabHeaders(), BODY), 400);
	const signed = { "X-Gitlab-Event": "Push Hook", ...standardHeaders(BODY, { key: KEY }) };
	await expectRefused(await send("gitlab", signed, BODY), 400);
	await expectRefused(await send("forgejo", forgejoHeaders(BODY), BODY), 400);
});
