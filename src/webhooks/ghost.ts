import * as z from "zod";
import { writeFrontMatter } from "../article/front-matter.ts";
import type { Change } from "../publisher/write/apply.ts";
import { deliver } from "./articles.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { fromHex, isSigned, TOLERANCE } from "./signatures.ts";

/** The signature in hexadecimal digits, and when it was made, in milliseconds. */
function signatureOf(header: string | null | undefined): { digits: string; time: string } | null {
	const [, digits, time] = /^sha256=([0-9a-f]{64}), t=(\d{1,15})$/.exec(header ?? "") ?? [];
	return digits === undefined || time === undefined ? null : { digits, time };
}

const sender: WebhookSender = {
	secret: "GHOST_WEBHOOK_SECRET",
	// A post's text comes up to three times: as HTML, as plain text, and as Ghost's editor keeps it.
	mebibytes: 8,
	check(headers, secrets) {
		const signature = signatureOf(headers.get("X-Ghost-Signature"));
		if (signature === null) {
			const error = "The header X-Ghost-Signature is missing or malformed. Give the webhook a secret.";
			return { status: 401, error };
		}
		const { digits, time } = signature;
		if (Math.abs(Date.now() - Number(time)) > TOLERANCE) {
			return { status: 401, error: "The signature was not made within the last five minutes." };
		}
		return (body) => isSigned([body, time], secrets, [fromHex(digits)]);
	},
};

/** `POST /webhooks/ghost` (https://docs.ghost.org/webhooks): posts; anything else is answered and ignored. */
export const postGhost = receiveWebhook(sender, async (c, payload) => {
	if (typeof payload !== "object" || payload === null || !("post" in payload)) {
		return answer(c, { ignored: "Only posts are published." });
	}
	const change = changeOf(payload);
	const signature = signatureOf(c.req.header("X-Ghost-Signature"));
	if (change === null || signature === null) {
		return refuse(c, { status: 400, error: "The payload is not one that Ghost is known to send of a post." });
	}
	// Ghost gives its deliveries no id; a signature stands for one text at one time.
	return deliver(c, `ghost:${signature.digits}`, Number(signature.time), change, GHOST_FOLDER);
});

/** Where Ghost writes its posts. */
const GHOST_FOLDER = "ghost/";

const text = z.string().nullish();

/** A post as Ghost's Admin API shows it. What members pay for, and everybody's e-mail addresses, are in it too. */
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

/** A deleted post is only in `previous`. */
const payloadSchema = z.object({
	post: z.object({ current: currentSchema, previous: z.object({ id: z.string().optional() }) }),
});

/**
 * What a payload of Ghost's webhooks asks for: a post is published as long as its status says so, and removed
 * otherwise, whichever event told of it. Null if the payload is not one of a post.
 */
function changeOf(payload: unknown): Change | null {
	const result = payloadSchema.safeParse(payload);
	if (!result.success) return null;
	const { current, previous } = result.data.post;
	const id = /^[0-9a-f]{24}$/.exec(current.id ?? previous.id ?? "")?.[0];
	if (id === undefined) return null;
	const path = `${GHOST_FOLDER}${id}.html`;
	return current.status === "published" ? { path, text: sourceOf(current) } : { path, deleted: true };
}

function sourceOf(post: z.infer<typeof currentSchema>): string {
	const fields = {
		title: post.title,
		excerpt: post.custom_excerpt,
		publishedDateTime: post.published_at,
		updatedDateTime: post.updated_at,
		webUrl: post.url,
		originalUrl: post.canonical_url,
		image: post.feature_image,
		authors: post.authors?.map(({ name, url }) => withoutEmpty({ name, url })),
		// The others are notes of the editors to themselves.
		topics: post.tags?.filter(({ visibility }) => visibility === "public").map(({ name }) => name ?? ""),
	};
	// Of a post for members the world sees what it sees on the site: that there is one.
	const body = post.visibility === "public" ? publicPart(post.html ?? "") : "";
	return writeFrontMatter(withoutEmpty(fields), body);
}

/** What begins with a comment of Ghost's editor that does not let everybody read it, up to its end. */
const GATED_BLOCK = /<!--\s*kg-gated-block:begin([\s\S]*?)-->([\s\S]*?)(?:<!--\s*kg-gated-block:end\s*-->|$)/g;

/** A body without the parts that are for members only. */
function publicPart(html: string): string {
	return html.replace(GATED_BLOCK, (_, rules: string, block: string) =>
		/\bnonMember:["']?true\b/.test(rules) ? block : "",
	);
}

function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
