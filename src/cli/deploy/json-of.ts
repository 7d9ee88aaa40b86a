import type * as z from "zod";

/** The JSON in what wrangler wrote, which may be preceded by a line of words; undefined if none is of that shape. */
export function jsonOf<T>(schema: z.ZodType<T>, written: string): T | undefined {
	const start = /^[[{]/m.exec(written)?.index;
	if (start === undefined) return undefined;
	try {
		return schema.safeParse(JSON.parse(written.slice(start))).data;
	} catch {
		return undefined;
	}
}
