/**
 * Returns a function that creates a value on its first call and caches it, so that creating an expensive value does not
 * slow down every start.
 */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}
