import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { log } from "../log.ts";
import { readBounded } from "../read-body.ts";
import { secretsOf } from "../secrets.ts";

/** Why a request is rejected. */
export interface Rejection {
	status: ContentfulStatusCode;
	error: string;
}

/** Checks that the sender signed these bytes. */
export type Proof = (body: Uint8Array) => boolean;

/** How to authenticate one kind of sender. */
export interface WebhookSender {
	/** Name of the secret shared with the sender. */
	secret: string;
	/** Maximum size of a body, in MiB. */
	mebibytes: number;
	/** Checks the headers before the body is read. */
	check(headers: Headers, secrets: readonly string[]): Proof | Rejection | Promise<Proof | Rejection>;
}

/**
 * Creates a handler for webhooks that send JSON. It authenticates each request before parsing it. Responds with 503 if
 * the secret is not set, 401 if the request is not authenticated, 415 for other media types, 413 as soon as the body
 * exceeds the limit, and 400 if the body is not JSON.
 */
export function receiveWebhook(
	webhook: WebhookSender,
	handle: (c: Context<App>, payload: unknown) => Promise<Response>,
) {
	return async (c: Context<App>): Promise<Response> => {
		const began = Date.now();
		const received = await receive(c, webhook);
		const response = "error" in received ? refuse(c, received) : await handle(c, received.payload);
		const [, , name = ""] = c.req.path.split("/");
		log("webhook", { sender: name, status: response.status, ms: Date.now() - began });
		return response;
	};
}

/** Responds with 404 to a webhook from an unsupported kind of sender, and lists the supported ones. */
export function unknownSender(c: Context<App>): Response {
	const error =
		"There is no webhook at this address. Git hosts: /webhooks/github, /webhooks/gitlab, /webhooks/forgejo, " +
		"/webhooks/gitea, /webhooks/codeberg. Articles: /webhooks/articles, /webhooks/ghost. Bitbucket, Gogs and others " +
		"are not supported. Mirror the repository to a supported host.";
	return refuse(c, { status: 404, error });
}

export function refuse(c: Context<App>, { status, error }: Rejection): Response {
	return errorResponse(c, status, error);
}

/** Returns a JSON response that must not be cached. */
export function answer(c: Context<App>, body: object, status: 200 | 202 = 200): Response {
	return c.json(body, status, { "Cache-Control": "no-store" });
}

async function receive(c: Context<App>, sender: WebhookSender): Promise<{ payload: unknown } | Rejection> {
	const { secret, mebibytes } = sender;
	const secrets = secretsOf(c.env, secret);
	if (secrets.length === 0) {
		const error = `This webhook is unavailable because the secret ${secret} is not set. Set it with \`wrangler secret put ${secret}\`.`;
		return { status: 503, error };
	}
	const { headers } = c.req.raw;
	const proof = await sender.check(headers, secrets);
	if ("error" in proof) return proof;
	if (!/^application\/json\s*(;|$)/i.test(headers.get("Content-Type") ?? "")) {
		return { status: 415, error: "The request is not JSON. Set the content type of the webhook to application/json." };
	}
	if (!/^(identity)?$/i.test(headers.get("Content-Encoding") ?? "")) {
		return { status: 415, error: "The request is compressed. Send it without Content-Encoding." };
	}
	const body = await readBounded(c.req.raw, mebibytes * 1024 * 1024);
	if (body === null) return { status: 413, error: `The request is larger than ${mebibytes} MiB.` };
	if (!proof(body)) {
		const error = `The signature does not match this request. Compare the webhook's secret with ${secret}.`;
		return { status: 401, error };
	}
	return parse(body);
}

function parse(body: Uint8Array): { payload: unknown } | Rejection {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
	} catch {
		return { status: 400, error: "The request is not UTF-8." };
	}
	try {
		return { payload: JSON.parse(text) };
	} catch {
		return { status: 400, error: "The request is not JSON." };
	}
}
