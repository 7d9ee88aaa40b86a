import { DurableObject } from "cloudflare:workers";

type ObjectClass<T> = new (ctx: DurableObjectState, env: Cloudflare.Env) => T;

/**
 * An object whose keys are the names of all methods of a Durable Object. The compiler rejects missing and unknown
 * names.
 */
type Methods<T> = {
	[Name in Exclude<keyof T, keyof Rpc.DurableObjectBranded> as T[Name] extends (...given: never[]) => unknown
		? Name
		: never]: true;
};

/**
 * Wraps a Durable Object class so that the real class is loaded only when its first object is created: most isolates
 * only serve feeds and never need it. Calls, alarms and errors are passed on unchanged. If the real object cannot be
 * created, Cloudflare resets the wrapper, so the next call tries again.
 */
export function lazyObject<T extends DurableObject<Cloudflare.Env>>(
	load: () => Promise<ObjectClass<T>>,
	methods: Methods<T>,
): ObjectClass<T> {
	class Lazy extends DurableObject<Cloudflare.Env> {
		readonly #object: Promise<T>;

		constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
			super(ctx, env);
			this.#object = ctx.blockConcurrencyWhile(async () => {
				const Loaded = await load();
				return new Loaded(ctx, env);
			});
		}

		static {
			for (const name of Object.keys(methods)) {
				const value = async function (this: Lazy, ...given: unknown[]): Promise<unknown> {
					const object: object = await this.#object;
					return Reflect.apply(Reflect.get(object, name), object, given);
				};
				Object.defineProperty(Lazy.prototype, name, { value, configurable: true, writable: true });
			}
		}
	}
	return Lazy as unknown as ObjectClass<T>;
}
