import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import type { Job } from "../../src/git/job.ts";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { get } from "../publisher/newsroom.ts";

export type Headers = Record<string, string>;

/** Returns an HMAC-SHA256 in hexadecimal, as used by GitHub, Forgejo and Ghost. */
export function hex(secret: string, ...message: (string | Uint8Array)[]): string {
	return hmac(secret, message).digest("hex");
}

/** Returns an HMAC-SHA256 in base64, as used by Standard Webhooks. */
export function base64(key: string, ...message: (string | Uint8Array)[]): string {
	return hmac(key, message).digest("base64");
}

function hmac(key: string, message: (string | Uint8Array)[]) {
	const hmac = createHmac("sha256", key);
	for (const part of message) hmac.update(part);
	return hmac;
}

export function send(door: string, headers: Headers, body: BodyInit): Promise<Response> {
	return get(`/webhooks/${door}`, {
		method: "POST",
		headers: { "Content-Type": "application/json", ...headers },
		body,
	});
}

/** Returns the headers of a GitHub delivery. */
export function githubHeaders(body: string | Uint8Array, over: Headers = {}, secret = "github-secret"): Headers {
	return {
		"X-GitHub-Event": "push",
		"X-GitHub-Delivery": crypto.randomUUID(),
		"X-Hub-Signature-256": `sha256=${hex(secret, body)}`,
		...over,
	};
}

/**
 * Returns the headers of a Forgejo delivery, without those that Forgejo adds for compatibility with Gitea and GitHub.
 */
export function forgejoHeaders(body: string, over: Headers = {}): Headers {
	return {
		"X-Forgejo-Event": "push",
		"X-Forgejo-Delivery": crypto.randomUUID(),
		"X-Forgejo-Signature": hex("forgejo-secret", body),
		...over,
	};
}

/** Returns the headers of a GitLab delivery with a secret token. */
export function gitlabHeaders(over: Headers = {}): Headers {
	return {
		"X-Gitlab-Event": "Push Hook",
		"X-Gitlab-Event-UUID": crypto.randomUUID(),
		"X-Gitlab-Token": "gitlab-secret",
		...over,
	};
}

/** Returns the time `fromNow` seconds from now, in seconds since 1970. */
export function seconds(fromNow = 0): string {
	return String(Math.floor(Date.now() / 1000) + fromNow);
}

/** Returns the headers that Standard Webhooks defines, signed with a key (which is not in base64). */
export function standardHeaders(
	body: string | Uint8Array,
	{ id = crypto.randomUUID(), timestamp = seconds(), key = "articles-secret" } = {},
): Headers {
	const signature = `v1,${base64(key, `${id}.${timestamp}.`, body)}`;
	return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
}

/**
 * Returns Ghost's signature header.
 *
 * @param time in milliseconds since 1970
 */
export function ghostHeaders(body: string, time = Date.now(), secret = "ghost-secret"): Headers {
	return { "X-Ghost-Signature": `sha256=${hex(secret, body, String(time))}, t=${time}` };
}

export function jobs(): Promise<Job[]> {
	return reconcilerOf(env).jobs(1000);
}

/** Lists the paths of all sources. */
export async function held(): Promise<string[]> {
	return (await publisherOf(env).sources("", 1000)).map(({ path }) => path);
}
