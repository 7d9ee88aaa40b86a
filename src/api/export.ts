import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/app-env.ts";
import { errorResponse } from "../http/errors.ts";
import { SUBSCRIPTIONS } from "../hub/backup.ts";
import { hubOf } from "../hub/stub.ts";
import type { Position } from "../publisher/backup/records.ts";
import { SUBJECTS } from "../publisher/backup/subjects.ts";
import { publisherOf } from "../publisher/stub.ts";
import { type holdings, type page, RECORDS, WEBSUB } from "./backup-answers.ts";
import { iso } from "./iso.ts";

const UNSTORED = { "Cache-Control": "no-store" };

const NO_POSITION = "is not what `next` was on the page before";

const positionSchema = z.array(z.union([z.string(), z.number()]));

export const subjectSchema = z.enum([...RECORDS.keys()], "is none; GET /api/export names them all");

export const pageParameters = z.object({
	subject: subjectSchema,
	after: z
		.string()
		.transform((text, context): Position => {
			const position = positionSchema.safeParse(jsonOf(text));
			if (position.success) return position.data;
			context.addIssue({ code: "custom", message: NO_POSITION });
			return z.NEVER;
		})
		.describe("What `next` was on the page before")
		.optional(),
});

/** `GET /api/export`: what there is to be exported. */
export async function getHoldings(c: Context<App>): Promise<Response> {
	const [{ counts, edition, released }, subscriptions] = await Promise.all([
		publisherOf(c.env).export().holdings(),
		hubOf(c.env).count(),
	]);
	const answer: z.infer<typeof holdings> = {
		format: 1,
		site: c.get("site"),
		subjects: [...Object.entries(counts), [WEBSUB, subscriptions] as const].map(([name, count]) => ({ name, count })),
		edition,
		released: iso(released),
	};
	return c.json(answer, 200, UNSTORED);
}

/** `GET /api/export/<subject>`: a page of its records, at most about a megabyte, or one record. */
export async function getRecords(
	c: Context<App>,
	{ subject, after }: z.infer<typeof pageParameters>,
): Promise<Response> {
	const { key } = (subject === WEBSUB ? undefined : SUBJECTS[subject]) ?? SUBSCRIPTIONS;
	if (after && after.length !== key.length) return errorResponse(c, 400, `The parameter after ${NO_POSITION}.`);
	const { records, next } =
		subject === WEBSUB
			? await hubOf(c.env).backup(after ?? null)
			: await publisherOf(c.env)
					.export()
					.page(subject, after ?? null);
	const answer: z.infer<typeof page> = { records, next: next && JSON.stringify(next) };
	return c.json(answer, 200, UNSTORED);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
