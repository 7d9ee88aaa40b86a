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
	// Twice what a source may have: JSON escapes some of it.
	mebibytes: 2,
	check: (headers, secrets) => checkStandardWebhook(headers, secrets, SECRET, Date.now()),
};

/** `POST /webhooks/articles`, after Standard Webhooks: articles of a CMS, as they are published and removed. */
export const postArticles = receiveWebhook(sender, async (c, payload) => {
	const event = readArticleEvent(payload);
	if ("error" in event) return refuse(c, { status: 400, error: `${event.error} Nothing was changed.` });
	const { change, occurred } = event;
	if (occurred > Date.now() + TOLERANCE) {
		const error = "The timestamp lies more than five minutes in the future. Nothing was changed.";
		return refuse(c, { status: 400, error });
	}
	return deliver(c, `articles:${c.req.header("webhook-id")}`, occurred, change, CMS_FOLDER);
});

/** What happened to an article, and when, in milliseconds since 1970. */
interface ArticleEvent {
	change: Change;
	occurred: number;
}

/** Where a CMS writes its articles. */
const CMS_FOLDER = "cms/";

/** Fields may be lists and objects in each other so many levels deep, as in front matter. */
const DEPTH = 20;

const eventSchema = z.object(
	{
		type: z.enum(["article.published", "article.removed"], {
			error: "The type is neither article.published nor article.removed.",
		}),
		// The time of the delivery would not do: one that is tried again has a new one.
		timestamp: z.iso.datetime({
			offset: true,
			error: "The timestamp, when it happened, is missing or not a time such as 2026-05-04T09:30:00Z.",
		}),
		data: z.record(z.string(), z.unknown(), { error: "The data is not an object." }),
	},
	{ error: "The payload is not an object with a type and data." },
);

const pathSchema = z
	.string({ error: "The path is not a text." })
	.superRefine((path, context) => {
		const fault = pathFault(path);
		if (fault !== null) context.addIssue({ code: "custom", message: `The path ${fault}.` });
	})
	.transform((path) => path.normalize("NFC"));

const idSchema = z
	.unknown()
	.refine(isId, { error: "The id is neither a text of 1 to 200 characters nor a whole number." })
	.transform((id) => `${CMS_FOLDER}${segmentOf(String(id))}.html`)
	.pipe(pathSchema);

const bodySchema = z
	.string({ error: "The body is not a text." })
	.max(MAX_SOURCE_BYTES, { error: `The body has more than ${MAX_SOURCE_BYTES} characters.` })
	.nullish();
const sourceSchema = z.strictObject(
	{ path: pathSchema, text: z.string({ error: "The text of the source is missing." }) },
	{ error: "A source with a path has its text, and nothing else." },
);
const fieldsSchema = z
	.looseObject({ id: idSchema, body: bodySchema, html: bodySchema })
	.refine(({ body, html }) => typeof body !== "string" || typeof html !== "string", {
		error: "There is a body and html. Send one of them: body is Markdown.",
	})
	.refine((fields) => !isDeeperThan(DEPTH, fields), { error: `The fields are nested more than ${DEPTH} levels deep.` });

/**
 * Reads an event of `POST /webhooks/articles`. An article that comes as fields is kept as HTML under one path for each
 * id, whatever its body was written in, so that it stays one source.
 */
function readArticleEvent(payload: unknown): ArticleEvent | { error: string } {
	const event = read(eventSchema, payload);
	if ("error" in event) return event;
	const { type, timestamp, data } = event.value;
	if ("path" in data === "id" in data) return { error: "The data has to have either a path or an id." };
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
		return { error: "The body is nested too deeply. Take out some of the quotes or lists in each other." };
	}
}

function isId(id: unknown): boolean {
	if (typeof id === "string") return id.length >= 1 && id.length <= 200 && id.isWellFormed();
	return Number.isSafeInteger(id);
}

/** An id as a part of a path: what a path cannot hold, or what would hide the file, is percent-encoded. */
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
 * Hands a change over, and answers when it is committed: 200 with what became of it, or that it was known (`duplicate`)
 * or older than what is (`outdated`); 409 where a repository owns the source, or webhooks may not write it.
 *
 * @param id the delivery's, with its sender's name
 * @param occurred in milliseconds since 1970
 * @param folder the webhook's own, with a slash at its end
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
