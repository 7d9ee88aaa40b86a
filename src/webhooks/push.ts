import type { Context } from "hono";
import type * as z from "zod";
import { reconcilerOf } from "../git/stub.ts";
import type { App } from "../http/context.ts";
import type { HostKind, Repository } from "../repositories.ts";
import { answer, type Rejection, refuse } from "./receive.ts";

/** What of a push's payload is looked at; nothing in it is ever fetched. */
interface Push {
	/** `refs/heads/main`. */
	ref: string;
	/** The repository's name on its host: `acme/news`. */
	fullName: string;
	/** Its page on its host. */
	url: string;
	/** The newest commit of the branch, where the sender says so. */
	commit: string | null;
	/** The commit that it replaced, where the sender says so. */
	before: string | null;
}

/** The branches of a repository that are followed; its name and its page must both be as they were configured. */
export function followed(
	c: Context<App>,
	kind: HostKind,
	{ fullName, url }: Pick<Push, "fullName" | "url">,
): Repository[] {
	return c.get("repositories").filter((one) => one.kind === kind && one.fullName === fullName && one.url === url);
}

/** A payload of the expected shape, or the first field that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, payload: unknown): { data: T } | Rejection {
	const result = schema.safeParse(payload);
	if (result.success) return { data: result.data };
	const field = result.error.issues[0]?.path.join(".") ?? "";
	const what = field === "" ? "The payload" : `The payload's ${field}`;
	return { status: 400, error: `${what} is missing, or is not what this host is known to send.` };
}

/**
 * Has a repository looked at that was pushed to: created, deleted, forced or not, the job finds out by itself.
 * 202 with the job's page; 200 for a delivery that is known, and for a branch that is not followed; 403 for another
 * repository; 400 without an id.
 *
 * @param id the delivery's, as its sender gave it
 */
export async function takePush(c: Context<App>, kind: HostKind, id: string | null, push: Push): Promise<Response> {
	const branches = followed(c, kind, push);
	if (branches.length === 0) {
		const error = "This repository is not followed: add it to REPOSITORIES, spelled as its host spells it.";
		return refuse(c, { status: 403, error });
	}
	const [, branch] = /^refs\/heads\/(.+)$/s.exec(push.ref) ?? [];
	const repository = branches.find((one) => one.branch === branch);
	if (!repository) {
		const ignored = branch === undefined ? "Only branches are followed." : `The branch ${branch} is not followed.`;
		return answer(c, { ignored });
	}
	if (id === null || !/^[!-~]{1,200}$/.test(id)) {
		return refuse(c, { status: 400, error: "The delivery has no id, or not one of 1 to 200 characters." });
	}
	const { job, isNew } = await reconcilerOf(c.env).push(`${kind}:${id}`, repository.name, push.commit, push.before);
	const page = `${c.get("site").url}/jobs/${job}`;
	if (!isNew) return answer(c, { duplicate: true, job: page });
	c.header("Location", page);
	return answer(c, { job: page }, 202);
}
