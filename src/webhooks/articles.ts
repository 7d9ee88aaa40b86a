import type { Context } from "hono";
import * as z from "zod";
import { toHtml } from "../article/body/markup.ts";
import { TOO_COSTLY, TooMuchWork } from "../article/body/work.ts";
import { writeFrontMatter } from "../article/front-matter.ts";
import { MAX_SOURCE_BYTES, pathFault } from "../article/source.ts";
import type { App } from "../http/context.ts";
import { publisherOf } from "../publisher/stub.ts";
import type { Change } from "../publisher/write/apply.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { checkStandardWebhook, TOLERANCE } from "./signatures.ts";

const SECRET = "ARTICLES_WEBHOOK_SECRET";

const sender: WebhookSender = {
	secret: SECRET,
	// Twice the maximum size of a source, because JSON has to escape some characters.
	mebibytes: 2,
	check: (headers, secrets) => checkStandardWebhook(headers, secrets, SECRET, Date.now()),
};

/** `POST /webhooks/articles` (Standard Webhooks): lets a CMS publish or remove an article. */
export const postArticles = receiveWebhook(sender, async (c, payload) => {
	const event = readArticleEvent(payload);
	if ("error" in event) return refuse(c, { status: 400, error: `${event.error} Nothing was changed.` });
	const { change, occurred } = event;
	if (occurred > Date.now() + TOLERANCE) {
		const error = "The timestamp is more than five minutes in the future. Nothing was changed.";
		return refuse(c, { status: 400, error });
	}
	return deliver(c, `articles:${c.req.header("webhook-id")}`, occurred, change, CMS_FOLDER);
});

/** An article's publication or removal, and when that happened, in milliseconds since 1970. */
interface ArticleEvent {
	change: Change;
	occurred: number;
}

/** Folder for articles that are sent as fields instead of as the text of a file. */
const CMS_FOLDER = "cms/";

/** Maximum depth of nested lists and objects in fields: the same as in front matter. */
const DEPTH = 20;

const eventSchema = z.object(
	{
		type: z.enum(["article.published", "article.removed"], {
			error: "The type must be article.published or article.removed.",
		}),
		// Unlike the time of the delivery, this timestamp stays the same when the sender retries.
		timestamp: z.iso.datetime({
			offset: true,
			error: "The timestamp (when the event happened) is missing or invalid. Write it as 2026-05-04T09:30:00Z.",
		}),
		data: z.record(z.string(), z.unknown(), { error: "The data is not an object." }),
	},
	{ error: "The payload must be an object with type and data." },
);

const pathSchema = z
	.string({ error: "The path is not a string." })
	.superRefine((path, context) => {
		const fault = pathFault(path);
		if (fault !== null) context.addIssue({ code: "custom", message: `The path ${fault}.` });
	})
	.transform((path) => path.normalize("NFC"));

const idSchema = z
	.unknown()
	.refine(isId, { error: "The id must be a string of 1 to 200 characters or a whole number." })
	.transform((id) => `${CMS_FOLDER}${segmentOf(String(id))}.html`)
	.pipe(pathSchema);

const bodySchema = z
	.string({ error: "The body is not a string." })
	.max(MAX_SOURCE_BYTES, { error: `The body is longer than ${MAX_SOURCE_BYTES} characters.` })
	.nullish();
const sourceSchema = z.strictObject(
	{ path: pathSchema, text: z.string({ error: "The text of the source is missing." }) },
	{ error: "An article sent with a path must contain its text and no other fields." },
);
const fieldsSchema = z
	.looseObject({ id: idSchema, body: bodySchema, html: bodySchema })
	.refine(({ body, html }) => typeof body !== "string" || typeof html !== "string", {
		error: "Both body (Markdown) and html are set. Send only one of them.",
	})
	.refine((fields) => !isDeeperThan(DEPTH, fields), { error: `The fields are nested more than ${DEPTH} levels deep.` });

/**
 * Parses an event for `POST /webhooks/articles`. An article sent as fields is always stored as HTML, at a path that
 * depends only on its id. If the article is later sent with a body in a different format, it therefore replaces the
 * stored source instead of adding a second one.
 */
function readArticleEvent(payload: unknown): ArticleEvent | { error: string } {
	const event = read(eventSchema, payload);
	if ("error" in event) return event;
	const { type, timestamp, data } = event.value;
	if ("path" in data === "id" in data) return { error: "Send either `path` or `id` in `data`, not both." };
	const change = type === "article.removed" ? removal(data) : publication(data);
	if ("error" in change) return change;
	return { change: change.value, occurred: Date.parse(timestamp) };
}

type Read<T> = { value: T } | { error: string };

function read<T>(schema: z.ZodType<T>, given: unknown): Read<T> {
	const result = schema.safeParse(given);
	return result.success ? { value: result.data } : { error: result.error.issues[0]?.message ?? "" };
}

function removal(data: object): Read<Change> {
	const path = "path" in data ? read(pathSchema, data.path) : read(idSchema, Reflect.get(data, "id"));
	return "error" in path ? path : { value: { path: path.value, deleted: true } };
}

function publication(data: object): Read<Change> {
	if ("path" in data) return read(sourceSchema, data);
	const fields = read(fieldsSchema, data);
	if ("error" in fields) return fields;
	const { id: path, body, html, ...matter } = fields.value;
	try {
		return { value: { path, text: writeFrontMatter(matter, html ?? toHtml(body ?? "", "markdown")) } };
	} catch (error) {
		if (error instanceof TooMuchWork) return { error: `The body ${TOO_COSTLY.message}. ${TOO_COSTLY.hint}` };
		if (!(error instanceof RangeError)) throw error;
		return { error: "The body is nested too deeply. Remove some of the nested quotes or lists." };
	}
}

function isId(id: unknown): boolean {
	if (typeof id === "string") return id.length >= 1 && id.length <= 200 && id.isWellFormed();
	return Number.isSafeInteger(id);
}

/**
 * Turns an id into a path segment. Percent-encodes characters that a path cannot contain, and a leading dot, which
 * would make the file hidden.
 */
function segmentOf(id: string): string {
	return id.replace(/^\.|[^\p{L}\p{M}\p{N}._~-]/gu, (character) =>
		character === "." ? "%2E" : encodeURIComponent(character),
	);
}

function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== "object" || value === null) return false;
	return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

/**
 * Applies a change, and responds once it is stored. Responds with 200 and the result, or with 200 and `duplicate` if
 * the delivery is a repetition, or `outdated` if a newer event arrived first. Responds with 409 if a repository owns
 * the source or webhooks are not allowed to write it.
 *
 * @param id the delivery's id, prefixed with its sender
 * @param occurred when the event happened, in milliseconds since 1970
 * @param folder the webhook's folder, with a trailing slash
 */
export async function deliver(
	c: Context<App>,
	id: string,
	occurred: number,
	change: Change,
	folder: string,
): Promise<Response> {
	const outcome = await publisherOf(c.env).deliver(id, occurred, change, folder);
	if (outcome === "duplicate" || outcome === "outdated") return answer(c, { [outcome]: true });
	const { added, changed, unchanged, removed, problems, refused } = outcome;
	const [refusal] = refused;
	if (refusal) return refuse(c, { status: 409, error: `${refusal.message} ${refusal.hint}` });
	return answer(c, { added, changed, unchanged, removed, problems });
}
