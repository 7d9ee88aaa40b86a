import type { Context } from "hono";
import type { App } from "../http/app-env.ts";
import type { Change } from "../publisher/apply.ts";
import { publisherOf } from "../publisher/stub.ts";
import { answer, refuse } from "./door.ts";

/**
 * Hands a change over, and answers when it is committed: 200 with what became of it, or that it was known (`duplicate`)
 * or older than what is (`outdated`); 409 where a repository owns the source.
 *
 * @param id the delivery's, with its sender's name
 * @param occurred in milliseconds since 1970
 */
export async function deliver(c: Context<App>, id: string, occurred: number, change: Change): Promise<Response> {
	const outcome = await publisherOf(c.env).deliver(id, occurred, change);
	if (outcome === "duplicate" || outcome === "outdated") return answer(c, { [outcome]: true });
	const { added, changed, unchanged, removed, problems, refused } = outcome;
	const [refusal] = refused;
	if (refusal) return refuse(c, { status: 409, error: `${refusal.message} ${refusal.hint}` });
	return answer(c, { added, changed, unchanged, removed, problems });
}
