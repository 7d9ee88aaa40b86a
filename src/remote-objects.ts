/**
 * Returns a Durable Object's stub that disposes of remote objects. Some methods return a remote object with further
 * methods, such as `publisher.files().list()`. Without disposal, the Durable Object would keep it until the caller's
 * garbage collector finds it, and in `wrangler dev`, workerd may crash when it reports this (seen with 1.20261102.1).
 *
 * @param groups the names of the methods that return remote objects
 */
export function disposing<T extends object>(stub: T, groups: ReadonlySet<string | symbol>): T {
	return new Proxy(stub, {
		get: (_, name) => {
			if (groups.has(name)) return (...given: unknown[]) => groupOf(groups, () => [call(stub, name, given)]);
			const value: unknown = Reflect.get(stub, name);
			const isMethod = typeof value === "function" && name !== "constructor";
			return isMethod ? (...given: unknown[]) => call(stub, name, given) : value;
		},
	});
}

/**
 * Returns an object whose methods open remote objects, call the last one, and dispose of them afterwards.
 *
 * @param open opens the remote objects; each one is returned by a method of the previous one
 */
function groupOf(groups: ReadonlySet<string | symbol>, open: () => Remote[]): object {
	return new Proxy(
		{},
		{
			get:
				(_, name) =>
				(...given: unknown[]) => {
					const called = () => {
						const opened = open();
						return [...opened, call(opened.at(-1) ?? {}, name, given)];
					};
					if (groups.has(name)) return groupOf(groups, called);
					const opened = called();
					const result = opened.pop();
					// If the Durable Object fails, it rejects these promises too. Only the result is to report it.
					for (const remote of opened) remote.catch(() => {});
					return result?.finally(() => {
						for (const remote of opened.reverse()) remote[Symbol.dispose]?.();
					});
				},
		},
	);
}

/** The promise of a remote object, whose methods can be called before it is fulfilled; or the promise of a result. */
interface Remote extends Promise<unknown> {
	[Symbol.dispose]?: () => void;
}

function call(target: object, name: string | symbol, given: unknown[]): Remote {
	return Reflect.apply(Reflect.get(target, name), target, given);
}
