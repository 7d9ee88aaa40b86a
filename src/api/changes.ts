import * as z from "zod";
import { pathFault } from "../article/source-path.ts";
import type { Change } from "../publisher/apply.ts";
import { named } from "./answers.ts";

/** One request may carry so many bytes, and so many sources. */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
export const MAX_CHANGES = 1000;

/** The path of a source, in NFC. */
export const pathSchema = z
	.string()
	.normalize("NFC")
	.min(1, "is empty")
	.max(500, "is longer than 500 characters")
	.superRefine((path, context) => {
		const message = pathFault(path);
		if (message !== null) context.addIssue({ code: "custom", message });
	})
	.describe("Relative to the content folder, with / and without . and .. as its parts");

/** When the file of a source was last changed. */
export const modifiedSchema = z.iso
	.datetime({ offset: true, error: "is not a time; write it as 2026-05-04T10:00:00Z, and a + as %2B" })
	.describe("When the file was last changed: the date of a text that names none")
	.optional();

/** A line of the NDJSON that `POST /api/sources` takes. */
export const changeSchema = z
	.union([
		z.strictObject({ path: pathSchema, text: z.string(), modified: modifiedSchema }),
		z.strictObject({ path: pathSchema, deleted: z.literal(true) }),
	])
	.register(named, { id: "Change" });

/** The changes in an NDJSON text, or what is wrong with its first bad line. */
export function parseChanges(ndjson: string): { changes: Change[] } | { error: string } {
	const changes: Change[] = [];
	for (const [index, line] of ndjson.split("\n").entries()) {
		if (line.trim() === "") continue;
		if (changes.length === MAX_CHANGES)
			return { error: `More than ${MAX_CHANGES} sources. Send them in several requests.` };
		const parsed = changeSchema.safeParse(jsonOf(line));
		if (!parsed.success) {
			const shape = '{"path":"…","text":"…"} or {"path":"…","deleted":true}';
			const hint = "The path is relative, at most 500 characters long, with / and without . and .. as its parts.";
			return { error: `Line ${index + 1} is not ${shape}. ${hint} Nothing was changed.` };
		}
		changes.push(changeOf(parsed.data));
	}
	return { changes };
}

/** @param modified ISO 8601 */
export function sourceOf(path: string, text: string, modified: string | undefined): Change {
	return { path, text, dated: modified === undefined ? undefined : Date.parse(modified) };
}

function changeOf(line: z.infer<typeof changeSchema>): Change {
	return "deleted" in line ? line : sourceOf(line.path, line.text, line.modified);
}

function jsonOf(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
