import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { asksHubTooOften } from "../http/rate-limit.ts";
import { clientOf } from "../http/request-rate.ts";
import { callbackProblem, isDevelopment, lookupProblem } from "../hub/callback-url.ts";
import { CLOUD_LEASE, confirmCloud, type Registration, readRegistration } from "../hub/rsscloud.ts";
import { hubOf } from "../hub/stub.ts";
import { log } from "../log.ts";
import { readBounded } from "../read-body.ts";
import { escapeAttribute } from "../renditions/xml.ts";
import { hasOwnHub } from "../settings.ts";
import { TOO_OFTEN } from "./websub.ts";

/** Maximum size of a request, in bytes. */
const MAX_FORM_LENGTH = 16 * 1024;

/**
 * `POST /rsscloud/pleaseNotify`: registers a feed reader for notifications for 25 hours. As rssCloud requires, the HTTP
 * status is always 200; the element `notifyResult` contains the result and a message for people.
 */
export async function postPleaseNotify(c: Context<App>): Promise<Response> {
	if (!hasOwnHub(c.get("site"))) return notFound(c);
	const problem = await register(c);
	const message =
		problem ?? "You will be notified of changes in these feeds for 25 hours. Register again before then to continue.";
	const result = `<notifyResult success="${problem === null}" msg="${escapeAttribute(message)}"/>`;
	return c.body(`<?xml version="1.0" encoding="UTF-8"?>\n${result}\n`, 200, {
		"Content-Type": "text/xml; charset=utf-8",
		"Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff",
	});
}

/** Registers the reader. Returns why the registration failed, in one sentence; null if it succeeded. */
async function register(c: Context<App>): Promise<string | null> {
	const site = c.get("site");
	if (await asksHubTooOften(c)) return TOO_OFTEN;
	const body = await readBounded(c.req.raw, MAX_FORM_LENGTH);
	if (body === null) return `The request is larger than ${MAX_FORM_LENGTH} bytes.`;
	const registration = readRegistration(new URLSearchParams(new TextDecoder().decode(body)), callerOf(c), site);
	if ("problem" in registration) return registration.problem;
	const { callback } = registration;
	const wrong = callbackProblem(callback, site) ?? (await lookupProblem(callback, site));
	if (wrong !== null) return wrong;

	const hub = hubOf(c.env);
	const requests = requestsFor(registration, clientOf(c.req.raw.headers));
	for (const request of requests) {
		const refusal = await hub.authorize(request);
		if (refusal) return refusal.message;
	}
	const started = Date.now();
	const isConfirmed = await confirmCloud(registration);
	const verdict = isConfirmed ? "verified" : "refused";
	log("verification", { mode: "rsscloud", host: new URL(callback).hostname, verdict, ms: Date.now() - started });
	if (!isConfirmed) {
		await hub.unconfirmed({ callback, client: clientOf(c.req.raw.headers) });
		return registration.isNamed
			? "The callback did not repeat the challenge. Respond to the GET request with the value of its parameter `challenge`."
			: "The callback did not accept a test notification. Respond to the POST request with a 2xx status.";
	}
	for (const request of requests) {
		const refusal = await hub.subscribe(request);
		if (refusal) return refusal.message;
	}
	return null;
}

function requestsFor({ callback, topics }: Registration, client: string | null) {
	return topics.map((topic) => ({
		...{ mode: "subscribe" as const, protocol: "rsscloud" as const },
		...{ topic, callback, secret: null, lease: CLOUD_LEASE, client },
	}));
}

/**
 * Returns the client's IP address; null for a request to a local Worker, because no proxy adds the header that contains
 * it.
 */
function callerOf(c: Context<App>): string | null {
	return c.req.header("CF-Connecting-IP") ?? (isDevelopment(c.get("site")) ? "127.0.0.1" : null);
}
