import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { z } from "zod";

/** Secrets shared between the senders and the site, keyed by their names on the site. */
export const SECRETS = {
	GITHUB_WEBHOOK_SECRET: "secret-of-github",
	GITLAB_WEBHOOK_SECRET: `token-of-gitlab whsec_${Buffer.from("signs for gitlab").toString("base64")}`,
	FORGEJO_WEBHOOK_SECRET: "secret-of-forgejo",
	ARTICLES_WEBHOOK_SECRET: `whsec_${Buffer.from("signs for articles").toString("base64")}`,
};

/** A sender's request. It can be sent again unchanged. */
export interface Delivery {
	/** A path such as `/webhooks/github`. */
	path: string;
	headers: Record<string, string>;
	body: string;
}

const answerSchema = z.object({
	job: z.string().optional(),
	duplicate: z.boolean().optional(),
	outdated: z.boolean().optional(),
	ignored: z.string().optional(),
	error: z.string().optional(),
});
export type Answer = z.infer<typeof answerSchema> & { status: number };

/** Sends a delivery. Throws if there is no response. */
export async function send(site: string, { path, headers, body }: Delivery): Promise<Answer> {
	const response = await fetch(site + path, { method: "POST", headers, body });
	return { ...answerSchema.parse(await response.json()), status: response.status };
}

const examples = z
	.array(z.object({ name: z.string(), examples: z.array(z.looseObject({ ref: z.string().optional() })) }))
	.parse(createRequire(import.meta.url)("@octokit/webhooks-examples"));
const pushes = examples.find(({ name }) => name === "push")?.examples ?? [];

/** A real GitHub payload of a push to `master` of `Codertocat/Hello-World`. */
export const REAL_PUSH = JSON.stringify(pushes.find(({ ref }) => ref === "refs/heads/master"));

/** Creates the webhook delivery for a GitHub push. */
export function fromGithub(body: string, id: string = randomUUID()): Delivery {
	const signature = createHmac("sha256", "secret-of-github").update(body).digest("hex");
	const headers = {
		"Content-Type": "application/json",
		"User-Agent": "GitHub-Hookshot/044aadd",
		"X-GitHub-Event": "push",
		"X-GitHub-Delivery": id,
		"X-Hub-Signature-256": `sha256=${signature}`,
	};
	return { path: "/webhooks/github", headers, body };
}

/** A push: the repository's name and page, the branch and its newest commit. */
export interface Pushed {
	fullName: string;
	url: string;
	branch: string;
	/** The branch's newest commit before the push, if known. */
	before?: string | undefined;
	after: string;
}

/** Adapts the real payload to another repository. */
export function githubPayload({ fullName, url, branch, before, after }: Pushed): string {
	const { repository, ...rest } = z.looseObject({ repository: z.looseObject({}) }).parse(JSON.parse(REAL_PUSH));
	const other = { ...repository, full_name: fullName, html_url: url };
	return JSON.stringify({ ...rest, ref: `refs/heads/${branch}`, before, after, repository: other });
}

/** Creates the webhook delivery for a GitLab push (docs.gitlab.com/user/project/integrations/webhook_events). */
export function fromGitlab({ fullName, url, branch, after }: Pushed, proof: "token" | "signature"): Delivery {
	const project = { path_with_namespace: fullName, web_url: url, default_branch: branch };
	const ref = `refs/heads/${branch}`;
	const body = JSON.stringify({ object_kind: "push", event_name: "push", ref, after, project });
	const id = randomUUID();
	const headers = { "Content-Type": "application/json", "X-Gitlab-Event": "Push Hook", "Idempotency-Key": id };
	const proving = proof === "token" ? { "X-Gitlab-Token": "token-of-gitlab" } : signed(id, body, "signs for gitlab");
	return { path: "/webhooks/gitlab", headers: { ...headers, ...proving }, body };
}

/** Creates the webhook delivery for a Forgejo push (forgejo.org/docs/latest/user/webhooks). */
export function fromForgejo({ fullName, url, branch, after }: Pushed): Delivery {
	const repository = { full_name: fullName, html_url: url };
	const body = JSON.stringify({ ref: `refs/heads/${branch}`, after, repository });
	const headers = {
		"Content-Type": "application/json",
		"X-Forgejo-Event": "push",
		"X-Forgejo-Delivery": randomUUID(),
		"X-Forgejo-Signature": createHmac("sha256", "secret-of-forgejo").update(body).digest("hex"),
	};
	return { path: "/webhooks/forgejo", headers, body };
}

/** Creates the webhook delivery for an article event from a CMS. */
export function fromCms(event: object, id: string = randomUUID()): Delivery {
	const body = JSON.stringify(event);
	const headers = { "Content-Type": "application/json", ...signed(id, body, "signs for articles") };
	return { path: "/webhooks/articles", headers, body };
}

/** Returns the headers that Standard Webhooks defines. */
function signed(id: string, body: string, secret: string): Record<string, string> {
	const timestamp = String(Math.floor(Date.now() / 1000));
	const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
	return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
