import * as z from "zod";
import { writeFrontMatter } from "../article/write-front-matter.ts";
import type { Change } from "../publisher/apply.ts";

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
export function changeOf(payload: unknown): Change | null {
	const result = payloadSchema.safeParse(payload);
	if (!result.success) return null;
	const { current, previous } = result.data.post;
	const id = /^[0-9a-f]{24}$/.exec(current.id ?? previous.id ?? "")?.[0];
	if (id === undefined) return null;
	const path = `ghost/${id}.html`;
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
