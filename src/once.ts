/** Returns a function that creates a value on its first call, so that expensive values do not slow down every start. */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}
