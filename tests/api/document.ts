import * as z from "zod";
import { get } from "../publisher/newsroom.ts";

const content = z.record(z.string(), z.object({ schema: z.json() }));
const operationSchema = z.object({
	operationId: z.string().min(1),
	summary: z.string().min(1),
	parameters: z.array(
		z.object({ name: z.string(), in: z.enum(["path", "query"]), required: z.boolean(), schema: z.json() }),
	),
	requestBody: z.object({ description: z.string().min(1), required: z.literal(true), content }).optional(),
	responses: z.record(
		z.string().regex(/^[1-5]\d\d$/),
		z.object({ description: z.string().min(1), content: content.optional() }),
	),
	security: z.array(z.record(z.string(), z.array(z.string()))),
});

/** The subset of OpenAPI 3.1 that the document uses. */
const documentSchema = z.strictObject({
	openapi: z.literal("3.1.0"),
	info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
	servers: z.array(z.object({ url: z.url() })),
	paths: z.record(
		z.string().startsWith("/"),
		z.record(z.enum(["get", "put", "post", "delete"]), operationSchema.optional()),
	),
	components: z.object({ schemas: z.record(z.string(), z.json()), securitySchemes: z.record(z.string(), z.json()) }),
});

export type Document = z.infer<typeof documentSchema>;
export type Operation = z.infer<typeof operationSchema> & { method: string; path: string };

export async function fetchDocument(): Promise<Document> {
	return documentSchema.parse(await (await get("/api/openapi.json")).json());
}

export function operationsOf({ paths }: Document): Operation[] {
	return Object.entries(paths).flatMap(([path, item]) =>
		Object.entries(item).flatMap(([method, operation]) => (operation ? [{ ...operation, method, path }] : [])),
	);
}

/** Resolves the references in a JSON Schema, and makes it reject fields that it does not list. */
function resolved(document: Document, schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map((part) => resolved(document, part));
	if (typeof schema !== "object" || schema === null) return schema;
	if ("$ref" in schema) {
		const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1] ?? "";
		const target = document.components.schemas[name];
		if (target === undefined) throw new Error(`${schema.$ref} does not exist.`);
		return resolved(document, target);
	}
	const parts = Object.entries(schema).map(([key, part]) => [key, resolved(document, part)]);
	return { ...("properties" in schema && { additionalProperties: false }), ...Object.fromEntries(parts) };
}

/** Compiles a schema from the document into a validator. */
export function compiled(document: Document, schema: unknown): z.ZodType {
	return z.fromJSONSchema(z.looseObject({}).parse(resolved(document, schema)));
}
