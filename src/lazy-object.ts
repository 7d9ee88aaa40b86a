import { DurableObject } from "cloudflare:workers";

type ObjectClass<T> = new (ctx: DurableObjectState, env: Cloudflare.Env) => T;

/** The names of a Durable Object's methods: the compiler refuses one that is missing, and one too many. */
type Methods<T> = {
	[Name in Exclude<keyof T, keyof Rpc.DurableObjectBranded> as T[Name] extends (...given: never[]) => unknown
		? Name
		: never]: true;
};

/**
 * A Durable Object class that is loaded with the first object of it: most isolates only read feeds, and need none. Its
 * methods are those of the real object, its failures too: if that cannot be made, the next call tries again.
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
