/** An object in an export, not validated. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a string or number in an object as a string; empty if there is none. */
export function textIn(node: Json, name: string): string {
	const value = node[name];
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** Returns the objects in a list; empty if the field is not a list. */
export function listIn(node: Json, name: string): Json[] {
	const value = node[name];
	return Array.isArray(value) ? value.filter(isObject) : [];
}
