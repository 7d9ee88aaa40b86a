import * as z from "zod";
import { parsed, takePush } from "./push.ts";
import { answer, receiveWebhook, refuse, type WebhookSender } from "./receive.ts";
import { fromHex, isSigned } from "./signatures.ts";

const pushSchema = z.object({
	ref: z.string(),
	after: z.string().nullish(),
	before: z.string().nullish(),
	repository: z.object({ full_name: z.string(), html_url: z.string() }),
});

/**
 * Returns a header whose name begins with `X-Forgejo-` or `X-Gitea-`. Forgejo sends each header under both names, Gitea
 * only under the latter.
 */
function headerOf(headers: Headers, name: string): string | null {
	return headers.get(`X-Forgejo-${name}`) ?? headers.get(`X-Gitea-${name}`);
}

const sender: WebhookSender = {
	secret: "FORGEJO_WEBHOOK_SECRET",
	mebibytes: 25,
	check(headers, secrets) {
		const digits = headerOf(headers, "Signature") ?? "";
		if (!/^[0-9a-f]{64}$/.test(digits)) {
			const error =
				"The header X-Forgejo-Signature or X-Gitea-Signature is missing or malformed. Set a secret for the webhook.";
			return { status: 401, error };
		}
		return (body) => isSigned([body], secrets, [fromHex(digits)]);
	},
};

/**
 * `POST /webhooks/forgejo` (https://forgejo.org/docs/latest/user/webhooks): receives pushes from Forgejo, Codeberg and
 * Gitea. Codeberg and Gitea can also use `/webhooks/codeberg` and `/webhooks/gitea`. Other events are acknowledged and
 * ignored.
 */
export const postForgejo = receiveWebhook(sender, async (c, payload) => {
	const { headers } = c.req.raw;
	const event = headerOf(headers, "Event");
	if (event === null) {
		return refuse(c, { status: 400, error: "The header X-Forgejo-Event or X-Gitea-Event is missing." });
	}
	if (event !== "push") return answer(c, { ignored: "Only pushes are processed." });
	const push = parsed(pushSchema, payload);
	if ("error" in push) return refuse(c, push);
	const { ref, after: commit = null, before = null, repository } = push.data;
	const { full_name: fullName, html_url: url } = repository;
	return takePush(c, "forgejo", headerOf(headers, "Delivery"), { ref, commit, before, fullName, url });
});
