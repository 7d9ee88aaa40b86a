/** Maximum length of a chain of redirects. Some clients do not follow longer chains. */
const MAX_STEPS = 10;

/** Whether the redirects from an address reach a final address within `MAX_STEPS`. */
export function terminates(start: string, next: (from: string) => string | undefined): boolean {
	let at = next(start);
	for (let step = 1; at !== undefined && step < MAX_STEPS; step++) at = next(at);
	return at === undefined;
}
