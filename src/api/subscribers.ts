import type { Context } from "hono";
import * as z from "zod";
import { cleanLine } from "../article/clean-text.ts";
import { parseDate } from "../article/dates.ts";
import { feedUrl, parseFeedPath, privateName, privatePath, SITE_FEED } from "../feed/feed.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { privateSecretsOf, tokenFor } from "../http/private-token.ts";
import { jsonOf } from "../json.ts";
import type { Subscriber } from "../publisher/read/subscribers.ts";
import { publisherOf } from "../publisher/stub.ts";
import { readBounded } from "../read-body.ts";
import { iso, maybeIso, named, type subscriber } from "./schemas.ts";

const MAX_BYTES = 64 * 1024;

const feedSchema = z
	.string("is not a string")
	.transform((text, context) => {
		const feed = parseFeedPath(`/${text}`);
		if (feed && feed.format === undefined && feed.name !== SITE_FEED) return feed.name;
		context.addIssue({
			code: "custom",
			message: "contains something that is not a feed; use names such as topics/ai or providers/example.org",
		});
		return z.NEVER;
	})
	.describe("Topic or provider, written as in its address, such as topics/ai");

/** The body of `POST /api/subscribers`. */
export const subscriptionSchema = z
	.strictObject({
		for: z
			.string("is missing; set it to the subscriber's name")
			.transform(cleanLine)
			.pipe(z.string().min(1, "is empty; set it to the subscriber's name").max(200, "is longer than 200 characters"))
			.describe("Name of the subscriber, so that you know which token to revoke"),
		feeds: z
			.array(feedSchema, "is not a list of feeds")
			.min(1, "is empty; list feeds, or leave it out for all feeds")
			.max(100, "has more than 100 feeds")
			.describe("Default: all feeds, including future ones")
			.optional(),
		expires: z
			.string("is not a date; write it as 2027-12-31")
			.describe("When the token stops working; for example, 2027-12-31 or 2027-12-31T12:00:00Z")
			.optional(),
	})
	.register(named, { id: "Subscription" });

export const subscriberParameters = z.object({ id: z.string() });

const UNSTORED = { "Cache-Control": "no-store" };

/** `POST /api/subscribers`: creates a token, which the API returns only in this one response. */
export async function postSubscriber(c: Context<App>): Promise<Response> {
	const [secret] = privateSecretsOf(c.env);
	if (secret === undefined) return switchedOff(c);
	const site = c.get("site");
	const bytes = await readBounded(c.req.raw, MAX_BYTES);
	if (bytes === null) return errorResponse(c, 413, "The request is larger than 64 KiB.");
	const parsed = subscriptionSchema.safeParse(jsonOf(bytes));
	if (!parsed.success) return errorResponse(c, 400, faultOf(parsed.error));
	const { for: name, feeds = null, expires: given } = parsed.data;
	const expires = given === undefined ? null : parseDate(given, site.timeZone);
	if (given !== undefined && expires === null)
		return errorResponse(c, 400, "`expires` is not a date; write it as 2027-12-31.");
	if (expires !== null && expires <= Date.now()) return errorResponse(c, 400, "`expires` is in the past.");

	const added = await publisherOf(c.env)
		.subscribers()
		.add({ name, feeds: feeds && [...new Set(feeds)], expires });
	const token = tokenFor(added.id, secret);
	const urls = (added.feeds ?? [SITE_FEED]).map((feed) => feedUrl(site, privateName(token, feed), "rss"));
	return c.json({ ...shown(added), url: `${site.url}${privatePath(token)}/`, urls }, 201, UNSTORED);
}

/** `GET /api/subscribers`: lists all subscribers. */
export async function getSubscribers(c: Context<App>): Promise<Response> {
	if (privateSecretsOf(c.env).length === 0) return switchedOff(c);
	const subscribers = await publisherOf(c.env).subscribers().list();
	return c.json({ subscribers: subscribers.map(shown) }, 200, UNSTORED);
}

/** `DELETE /api/subscribers/<id>`: revokes a token immediately and permanently. */
export async function deleteSubscriber(
	c: Context<App>,
	{ id }: z.infer<typeof subscriberParameters>,
): Promise<Response> {
	if (privateSecretsOf(c.env).length === 0) return switchedOff(c);
	const revoked = await publisherOf(c.env).subscribers().revoke(id);
	if (revoked === null)
		return errorResponse(c, 404, "There is no such subscriber. GET /api/subscribers lists all subscribers.");
	return c.json(shown(revoked), 200, UNSTORED);
}

function shown({ id, name, feeds, created, expires, revoked }: Subscriber): z.infer<typeof subscriber> {
	return { id, for: name, feeds, created: iso(created), expires: maybeIso(expires), revoked: maybeIso(revoked) };
}

function switchedOff(c: Context<App>): Response {
	const how = "Set it to a long random string with `wrangler secret put PRIVATE_FEEDS_SECRET`.";
	return errorResponse(
		c,
		503,
		`Private feeds are unavailable because the secret PRIVATE_FEEDS_SECRET is not set. ${how}`,
	);
}

function faultOf(error: z.ZodError): string {
	const issue = error.issues[0];
	const [field] = issue?.path ?? [];
	if (field !== undefined) return `\`${String(field)}\` ${issue?.message}.`;
	return 'The request must look like {"for":"Anna","feeds":["topics/ai"],"expires":"2027-12-31"}; only `for` is required.';
}
