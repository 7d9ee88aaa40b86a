import * as z from "zod";
import { isOneOf } from "../secrets.ts";
import { parsed, takePush } from "./push.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { checkStandardWebhook, isSigningSecret } from "./signatures.ts";

const pushSchema = z.object({
	ref: z.string(),
	after: z.string().nullish(),
	before: z.string().nullish(),
	project: z.object({ path_with_namespace: z.string(), web_url: z.string() }),
});

const SECRET = "GITLAB_WEBHOOK_SECRET";

const sender: WebhookSender = {
	secret: SECRET,
	// GitLab's own limit for payloads.
	mebibytes: 25,
	async check(headers, secrets) {
		// If there is a signature, check only the signature: a valid token must not compensate for an invalid signature.
		if (headers.has("webhook-signature")) {
			const signing = secrets.filter(isSigningSecret);
			if (signing.length > 0) return checkStandardWebhook(headers, signing, SECRET, Date.now());
			return { status: 401, error: `The request is signed, but ${SECRET} does not contain a signing token (whsec_…).` };
		}
		const tokens = secrets.filter((secret) => !isSigningSecret(secret));
		if (await isOneOf(headers.get("X-Gitlab-Token") ?? "", tokens)) return () => true;
		const error = `The header X-Gitlab-Token is missing or wrong. Compare the webhook's secret token with ${SECRET}.`;
		return { status: 401, error };
	},
};

/**
 * `POST /webhooks/gitlab` (https://docs.gitlab.com/user/project/integrations/webhooks): receives pushes. Other events
 * are acknowledged and ignored. Requests are authenticated by the secret token, or by the signature that newer versions
 * of GitLab can send.
 */
export const postGitlab = receiveWebhook(sender, async (c, payload) => {
	const event = c.req.header("X-Gitlab-Event");
	if (event === undefined) return refuse(c, { status: 400, error: "The header X-Gitlab-Event is missing." });
	if (event !== "Push Hook") return answer(c, { ignored: "Only pushes are processed." });
	const push = parsed(pushSchema, payload);
	if ("error" in push) return refuse(c, push);
	const { ref, after: commit = null, before = null, project } = push.data;
	// The signature covers `webhook-id`. Versions of GitLab before 17.4 send only `X-Gitlab-Event-UUID`.
	const ids = ["webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID"].map((name) => c.req.header(name));
	const id = ids.find((one) => one !== undefined) ?? null;
	return takePush(c, "gitlab", id, {
		ref,
		commit,
		before,
		fullName: project.path_with_namespace,
		url: project.web_url,
	});
});
