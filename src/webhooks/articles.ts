import { readArticleEvent } from "./article-event.ts";
import { deliver } from "./deliver.ts";
import { type Door, opening, refuse } from "./door.ts";
import { checkStandardWebhook, TOLERANCE } from "./standard-webhooks.ts";

const SECRET = "ARTICLES_WEBHOOK_SECRET";

const door: Door = {
	secret: SECRET,
	// Twice what a source may have: JSON escapes some of it.
	mebibytes: 2,
	check: (headers, secrets) => checkStandardWebhook(headers, secrets, SECRET, Date.now()),
};

/** `POST /webhooks/articles`, after Standard Webhooks: articles of a CMS, as they are published and removed. */
export const postArticles = opening(door, async (c, payload) => {
	const event = readArticleEvent(payload);
	if ("error" in event) return refuse(c, { status: 400, error: `${event.error} Nothing was changed.` });
	const { change, occurred } = event;
	if (occurred > Date.now() + TOLERANCE) {
		const error = "The timestamp lies more than five minutes in the future. Nothing was changed.";
		return refuse(c, { status: 400, error });
	}
	return deliver(c, `articles:${c.req.header("webhook-id")}`, occurred, change);
});
