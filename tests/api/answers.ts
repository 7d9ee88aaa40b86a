import { expect } from "vitest";
import { compiled, type Document, operationsOf } from "./document.ts";
import { ask, READ } from "./requests.ts";

/** A request to call an operation: the operation's id, the path and, if needed, the body, headers and token. */
export type Ask = [operation: string, path: string, init?: Parameters<typeof ask>[2]];

/** Calls every operation whose path matches, once without a token and once with a read-only token. */
export async function unauthorized(document: Document, isMeant: (path: string) => boolean): Promise<string[]> {
	const seen: string[] = [];
	for (const { operationId, path, security } of operationsOf(document)) {
		const scopes = isMeant(path) ? security.flatMap(({ token }) => token ?? []) : [];
		if (scopes.length > 0) seen.push(await checked(document, [operationId, path, { token: null }]));
		if (scopes.includes("publish")) seen.push(await checked(document, [operationId, path, { token: READ }]));
	}
	return seen;
}

/** Sends a request and validates the response against the OpenAPI document. */
export async function checked(document: Document, [id, path, init]: Ask): Promise<string> {
	const operation = operationsOf(document).find(({ operationId }) => operationId === id);
	const response = await ask(operation?.method.toUpperCase() ?? "", path, init);
	const name = `${id} ${response.status}`;
	const body = new TextDecoder().decode(await response.arrayBuffer());
	const contents = Object.entries(operation?.responses[response.status]?.content ?? {});
	if (contents.length === 0) expect([name, body]).toEqual([name, ""]);
	for (const [type, { schema }] of contents) {
		expect(response.headers.get("Content-Type"), name).toContain(type);
		for (const value of valuesOf(type, body)) {
			expect(compiled(document, schema).safeParse(value), name).toMatchObject({ success: true });
		}
	}
	return name;
}

/** Parses the values in a body. NDJSON must contain at least one value, with exactly one per line. */
function valuesOf(type: string, body: string): unknown[] {
	if (type.startsWith("text/") || type === "application/octet-stream") return [body];
	return (type === "application/x-ndjson" ? body.trim().split("\n") : [body]).map((text) => JSON.parse(text));
}

/** Lists every documented status of every operation, except those returned only by a site without tokens. */
export function promised(document: Document, isMeant: (path: string) => boolean): string[] {
	return operationsOf(document)
		.filter(({ path }) => isMeant(path))
		.flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`))
		.filter((name) => !name.endsWith(" 503"))
		.sort();
}
