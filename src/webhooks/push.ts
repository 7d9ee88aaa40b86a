import type { Context } from "hono";
import type * as z from "zod";
import { reconcilerOf } from "../git/stub.ts";
import type { App } from "../http/context.ts";
import type { HostKind, Repository } from "../repositories.ts";
import { answer, type Rejection, refuse } from "./receive.ts";

/** The fields of a push that we use. The URLs in a push are never fetched. */
interface Push {
	/** The branch or tag, such as `refs/heads/main`. */
	ref: string;
	/** The repository's name on its host, such as `acme/news`. */
	fullName: string;
	/** The repository's page on its host. */
	url: string;
	/** Newest commit of the branch, if the sender includes it. */
	commit: string | null;
	/** The commit that the push replaced, if the sender includes it. */
	before: string | null;
}

/**
 * Returns the entries in the settings for the branches of a repository. Both the repository's name and the URL of its
 * page must match.
 */
export function followed(
	c: Context<App>,
	kind: HostKind,
	{ fullName, url }: Pick<Push, "fullName" | "url">,
): Repository[] {
	return c.get("repositories").filter((one) => one.kind === kind && one.fullName === fullName && one.url === url);
}

/** Validates a payload. Returns the validated data, or an error about the first invalid field. */
export function parsed<T>(schema: z.ZodType<T>, payload: unknown): { data: T } | Rejection {
	const result = schema.safeParse(payload);
	if (result.success) return { data: result.data };
	const field = result.error.issues[0]?.path.join(".") ?? "";
	const what = field === "" ? "The payload" : `The payload's ${field}`;
	return { status: 400, error: `${what} is missing or has an unexpected format.` };
}

/**
 * Starts a job for a repository that was pushed to. The job finds out whether the branch was created, deleted or
 * force-pushed. Responds with 202 and the address of the job's page; with 200 to a repeated delivery, or if the branch
 * is not followed; with 403 if the repository is not followed; and with 400 if the id is missing.
 *
 * @param id the delivery's id, from its sender
 */
export async function takePush(c: Context<App>, kind: HostKind, id: string | null, push: Push): Promise<Response> {
	const branches = followed(c, kind, push);
	if (branches.length === 0) {
		const error =
			"This site does not follow this repository. Add it to REPOSITORIES, spelled exactly as it is on the Git host.";
		return refuse(c, { status: 403, error });
	}
	const [, branch] = /^refs\/heads\/(.+)$/s.exec(push.ref) ?? [];
	const repository = branches.find((one) => one.branch === branch);
	if (!repository) {
		const ignored = branch === undefined ? "Only branches are followed." : `The branch ${branch} is not followed.`;
		return answer(c, { ignored });
	}
	if (id === null || !/^[!-~]{1,200}$/.test(id)) {
		return refuse(c, {
			status: 400,
			error: "The delivery id is missing, longer than 200 characters, or contains invalid characters.",
		});
	}
	const { job, isNew } = await reconcilerOf(c.env).push(`${kind}:${id}`, repository.name, push.commit, push.before);
	const page = `${c.get("site").url}/jobs/${job}`;
	if (!isNew) return answer(c, { duplicate: true, job: page });
	c.header("Location", page);
	return answer(c, { job: page }, 202);
}
