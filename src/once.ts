/** Makes something when it is first asked for, and never again: what takes long to make must not be made at every start. */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}
