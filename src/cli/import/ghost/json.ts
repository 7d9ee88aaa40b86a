/** An object of an export, of which nothing is known. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text or a number of an object as text; empty if it has none. */
export function textIn(node: Json, name: string): string {
	const value = node[name];
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The objects in a list of an object. */
export function listIn(node: Json, name: string): Json[] {
	const value = node[name];
	return Array.isArray(value) ? value.filter(isObject) : [];
}
