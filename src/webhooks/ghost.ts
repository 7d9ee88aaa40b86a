import * as z from "zod";
import { writeFrontMatter } from "../article/front-matter.ts";
import type { Change } from "../publisher/write/apply.ts";
import type { GhostMembersPosts } from "../settings.ts";
import { deliver } from "./articles.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { fromHex, isSigned, TOLERANCE } from "./signatures.ts";

/** Splits a signature header into the signature's hexadecimal digits and its time, in milliseconds since 1970. */
function signatureOf(header: string | null | undefined): { digits: string; time: string } | null {
	const [, digits, time] = /^sha256=([0-9a-f]{64}), t=(\d{1,15})$/.exec(header ?? "") ?? [];
	return digits === undefined || time === undefined ? null : { digits, time };
}

const sender: WebhookSender = {
	secret: "GHOST_WEBHOOK_SECRET",
	// The payload contains a post's text up to three times: as HTML, as plain text, and in the format of Ghost's editor.
	mebibytes: 8,
	check(headers, secrets) {
		const signature = signatureOf(headers.get("X-Ghost-Signature"));
		if (signature === null) {
			const error = "The header X-Ghost-Signature is missing or malformed. Set a secret for the webhook in Ghost.";
			return { status: 401, error };
		}
		const { digits, time } = signature;
		if (Math.abs(Date.now() - Number(time)) > TOLERANCE) {
			return {
				status: 401,
				error: "The signature's time is more than five minutes in the past or future. Check the sender's clock.",
			};
		}
		return (body) => isSigned([body, time], secrets, [fromHex(digits)]);
	},
};

/**
 * `POST /webhooks/ghost` (https://docs.ghost.org/webhooks): receives posts. Other events are acknowledged and ignored.
 */
export const postGhost = receiveWebhook(sender, async (c, payload) => {
	if (typeof payload !== "object" || payload === null || !("post" in payload)) {
		return answer(c, { ignored: "Only posts are processed." });
	}
	const change = changeOf(payload, c.get("ghostMembersPosts"));
	const signature = signatureOf(c.req.header("X-Ghost-Signature"));
	if (change === null || signature === null) {
		return refuse(c, { status: 400, error: "The payload is not a Ghost post." });
	}
	// Ghost deliveries do not have an id, but the signature is unique to one body sent at one time.
	return deliver(c, `ghost:${signature.digits}`, Number(signature.time), change, GHOST_FOLDER);
});

/** Folder for Ghost posts. */
const GHOST_FOLDER = "ghost/";

const text = z.string().nullish();

/**
 * The fields of a post that we use, named as in Ghost's Admin API. All other fields are discarded; some of them contain
 * e-mail addresses.
 */
const currentSchema = z.object({
	id: z.string().optional(),
	status: text,
	visibility: text,
	title: text,
	html: text,
	url: text,
	canonical_url: text,
	custom_excerpt: text,
	feature_image: text,
	published_at: text,
	updated_at: text,
	tags: z.array(z.object({ name: text, visibility: text })).nullish(),
	authors: z.array(z.object({ name: text, url: text })).nullish(),
});

/** The payload of a webhook. If the post was deleted, only `previous` contains it. */
const payloadSchema = z.object({
	post: z.object({ current: currentSchema, previous: z.object({ id: z.string().optional() }) }),
});

/**
 * Returns the change that a Ghost payload requires. Whatever the event is, the post is published if its status is
 * `published`, and removed otherwise. Returns null if the payload is not a post.
 */
function changeOf(payload: unknown, membersPosts: GhostMembersPosts): Change | null {
	const result = payloadSchema.safeParse(payload);
	if (!result.success) return null;
	const { current, previous } = result.data.post;
	const id = /^[0-9a-f]{24}$/.exec(current.id ?? previous.id ?? "")?.[0];
	if (id === undefined) return null;
	const path = `${GHOST_FOLDER}${id}.html`;
	return current.status === "published" ? { path, text: sourceOf(current, membersPosts) } : { path, deleted: true };
}

function sourceOf(post: z.infer<typeof currentSchema>, membersPosts: GhostMembersPosts): string {
	const isPublic = post.visibility === "public";
	const isForMembers = !isPublic && membersPosts === "members";
	const fields = {
		title: post.title,
		excerpt: post.custom_excerpt,
		publishedDateTime: post.published_at,
		updatedDateTime: post.updated_at,
		webUrl: post.url,
		originalUrl: post.canonical_url,
		image: post.feature_image,
		// As with `visibility` in front matter, the post is not published if the site has no private feeds.
		visibility: isForMembers ? "members" : undefined,
		authors: post.authors?.map(({ name, url }) => withoutEmpty({ name, url })),
		// Leave out Ghost's internal tags, whose visibility is not `public`.
		topics: post.tags?.filter(({ visibility }) => visibility === "public").map(({ name }) => name ?? ""),
	};
	const html = post.html ?? "";
	// By default, publish only what Ghost shows to everybody. That does not include the text of a members-only post.
	const body = isPublic ? publicPart(html) : isForMembers ? html : "";
	return writeFrontMatter(withoutEmpty(fields), body);
}

/** A block from Ghost's editor that is not visible to everybody, including the HTML comments around it. */
const GATED_BLOCK = /<!--\s*kg-gated-block:begin([\s\S]*?)-->([\s\S]*?)(?:<!--\s*kg-gated-block:end\s*-->|$)/g;

/** Removes the members-only parts from a body. */
function publicPart(html: string): string {
	return html.replace(GATED_BLOCK, (_, rules: string, block: string) =>
		/\bnonMember:["']?true\b/.test(rules) ? block : "",
	);
}

function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
