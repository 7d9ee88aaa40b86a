import type { Context } from "hono";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { asksHubTooOften, RETRY_AFTER } from "../http/rate-limit.ts";
import { clientOf } from "../http/request-rate.ts";
import { callbackProblem } from "../hub/callback-url.ts";
import type { Request as HubRequest, Rejection } from "../hub/http-client.ts";
import { hubOf } from "../hub/stub.ts";
import { leaseOf, SECRET_LIMIT } from "../hub/subscribe.ts";
import { topicOf } from "../hub/topic.ts";
import { readBounded } from "../read-body.ts";
import { hasOwnHub, type Site } from "../settings.ts";

/** Maximum size of a request, in bytes. */
const MAX_REQUEST = 16 * 1024;

/** Error message for clients that exceed their rate limit. */
export const TOO_OFTEN = "Too many requests to this hub from your IP address. Try again in a minute.";

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * `POST /hub`: subscribes or unsubscribes (WebSub, section 5.1). The status 202 means that the hub will verify the
 * callback. With any other status, the body is a sentence that explains the error.
 */
export async function postHub(c: Context<App>): Promise<Response> {
	const site = c.get("site");
	if (!hasOwnHub(site)) return notFound(c);
	if (await asksHubTooOften(c)) return refuse(c, { status: 429, message: TOO_OFTEN, retryAfter: RETRY_AFTER });
	if (!FORM.test(c.req.header("Content-Type") ?? "")) {
		return errorResponse(
			c,
			415,
			"The content type must be application/x-www-form-urlencoded. Send the parameters as a form.",
		);
	}
	const body = await readBounded(c.req.raw, MAX_REQUEST);
	if (body === null) return errorResponse(c, 413, `The request is larger than ${MAX_REQUEST} bytes.`);
	const request = readRequest(new URLSearchParams(new TextDecoder().decode(body)), site, clientOf(c.req.raw.headers));
	const refusal = "message" in request ? request : await hubOf(c.env).request(request);
	if (refusal) return refuse(c, refusal);
	c.header("Cache-Control", "no-store");
	return c.text("Accepted. The callback will be verified.\n", 202);
}

/** `GET /hub`: explains the hub to people who open its URL in a browser. */
export function getHub(c: Context<App>): Response {
	const { hub, url } = c.get("site");
	if (!hasOwnHub(c.get("site"))) return notFound(c);
	c.header("Cache-Control", "public, max-age=300");
	return c.text(
		`This is the WebSub hub of ${url}. Programs subscribe to its feeds here and receive new articles within seconds.\n\n` +
			`curl ${hub} -d hub.mode=subscribe -d hub.topic=${url}/feed.rss -d hub.callback=https://reader.example.org/callback\n`,
	);
}

/** Returns an error response, with `Retry-After` if the delay is known. */
function refuse(c: Context<App>, { status, message, retryAfter }: Rejection): Response {
	const response = errorResponse(c, status, message);
	if (retryAfter !== undefined) response.headers.set("Retry-After", String(retryAfter));
	return response;
}

function readRequest(form: URLSearchParams, site: Site, client: string | null): HubRequest | Rejection {
	const mode = form.get("hub.mode");
	if (mode === "publish")
		return wrong("This hub does not need pings, because it detects changes to its feeds automatically.");
	if (mode !== "subscribe" && mode !== "unsubscribe") return wrong("hub.mode must be subscribe or unsubscribe.");
	const topic = topicOf(form.get("hub.topic") ?? "", site);
	if ("problem" in topic) return wrong(`hub.topic: ${topic.problem}`);
	const callback = form.get("hub.callback") ?? "";
	const problem = callbackProblem(callback, site);
	if (problem !== null) return wrong(`hub.callback: ${problem}`);
	const secret = form.get("hub.secret") || null;
	if (secret !== null && new TextEncoder().encode(secret).byteLength >= SECRET_LIMIT) {
		return wrong(`hub.secret is too long; it must be shorter than ${SECRET_LIMIT} bytes.`);
	}
	const lease = form.get("hub.lease_seconds") || null;
	if (lease !== null && !/^\d{1,15}$/.test(lease)) return wrong("hub.lease_seconds must be a number of seconds.");
	return {
		...{ mode, secret, topic: topic.url, callback: new URL(callback).href, protocol: "websub", client },
		lease: leaseOf(lease === null ? null : Number(lease), site),
	};
}

function wrong(message: string): Rejection {
	return { status: 400, message };
}
