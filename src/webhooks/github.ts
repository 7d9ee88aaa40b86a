import type { Context } from "hono";
import * as z from "zod";
import type { App } from "../http/context.ts";
import { followed, parsed, takePush } from "./push.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { fromHex, isSigned } from "./signatures.ts";

const repositorySchema = z
	.object({ full_name: z.string(), html_url: z.string() })
	.transform(({ full_name, html_url }) => ({ fullName: full_name, url: html_url }));
const pushSchema = z.object({
	ref: z.string(),
	after: z.string().nullish(),
	before: z.string().nullish(),
	repository: repositorySchema,
});
/** The payload of a ping. Pings from an organization's webhook do not contain a repository. */
const pingSchema = z.object({ repository: repositorySchema.nullish() });

const sender: WebhookSender = {
	secret: "GITHUB_WEBHOOK_SECRET",
	// GitHub's own limit for payloads.
	mebibytes: 25,
	check(headers, secrets) {
		const header = headers.get("X-Hub-Signature-256");
		if (header === null && headers.has("X-Hub-Signature")) {
			const error = "The request is signed with SHA-1 only. Send X-Hub-Signature-256, which GitHub does by default.";
			return { status: 401, error };
		}
		const digits = /^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1];
		if (digits === undefined) {
			const error = "The header X-Hub-Signature-256 is missing or malformed. Set a secret for the webhook on GitHub.";
			return { status: 401, error };
		}
		return (body) => isSigned([body], secrets, [fromHex(digits)]);
	},
};

/**
 * `POST /webhooks/github` (https://docs.github.com/webhooks): receives pushes. Other events are acknowledged and
 * ignored.
 */
export const postGithub = receiveWebhook(sender, async (c, payload) => {
	const event = c.req.header("X-GitHub-Event");
	if (event === undefined) return refuse(c, { status: 400, error: "The header X-GitHub-Event is missing." });
	if (event === "ping") return pong(c, payload);
	if (event !== "push") return answer(c, { ignored: "Only pushes are processed." });
	const push = parsed(pushSchema, payload);
	if ("error" in push) return refuse(c, push);
	const { ref, after: commit = null, before = null, repository } = push.data;
	return takePush(c, "github", c.req.header("X-GitHub-Delivery") ?? null, { ref, commit, before, ...repository });
});

function pong(c: Context<App>, payload: unknown): Response {
	const ping = parsed(pingSchema, payload);
	if ("error" in ping) return refuse(c, ping);
	const { repository } = ping.data;
	if (!repository) return answer(c, { pong: true });
	const isKnown = followed(c, "github", repository).length > 0;
	return answer(c, { pong: true, repository: isKnown ? "followed" : "not followed: add it to REPOSITORIES" });
}
