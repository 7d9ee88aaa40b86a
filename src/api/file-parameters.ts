import * as z from "zod";
import { pathSchema } from "./sources.ts";

export const hashSchema = z
	.string()
	.regex(/^[0-9a-f]{40}$/, "is not a Git blob hash: 40 digits in lower-case hex")
	.describe("Git blob hash of the file's bytes, as printed by `git hash-object`");

const measure = (what: string) =>
	z.coerce
		.number("is not a number")
		.positive("is not positive")
		.max(1_000_000, "is too large")
		.describe(what)
		.optional();

/** Facts about a file that the site cannot determine itself. */
const facts = {
	width: measure("Width of a video in pixels"),
	height: measure("Height of a video in pixels"),
	duration: measure("Duration of audio or video in seconds"),
};

export const putParameters = z.object({
	path: pathSchema,
	hash: hashSchema,
	...facts,
	more: z
		.literal("true", "is not true; write more=true, or leave it out")
		.describe("Set if more files follow immediately; feeds are then rendered only after the last one")
		.optional(),
});

export const uploadParameters = z.object({
	path: pathSchema,
	hash: hashSchema,
	bytes: z.coerce
		.number("is not a number")
		.int("is not a whole number")
		.positive("is not positive")
		.describe("Length of the file in bytes"),
	...facts,
});

export const partParameters = z.object({
	hash: hashSchema,
	part: z.coerce
		.number("is not a number")
		.int("is not a whole number")
		.min(1, "is below 1")
		.max(10_000, "is too large"),
});

export const completeParameters = z.object({ hash: hashSchema });
