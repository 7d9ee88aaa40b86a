import { markupOf } from "../../article/body/markup.ts";
import type { Problem } from "../../article/problem.ts";
import { isDescription } from "../../article/read-source.ts";
import type { PublisherStore } from "../store.ts";
import { applyChanges, type Change } from "./apply.ts";
import type { Applied } from "./publications.ts";
import { refusal } from "./refusal.ts";
import { WEBHOOK } from "./sources.ts";
import type { Deliveries } from "./webhook-deliveries.ts";

/**
 * Applies a webhook's change if webhooks are allowed to make it.
 *
 * @param folder the webhook's folder, with a trailing slash
 */
export function applyDelivery(
	store: PublisherStore,
	deliveries: Deliveries,
	change: Change,
	folder: string,
	now: number,
): Applied {
	const { path } = change;
	// If a repository owns the source, `applyChanges` reports that, because its error message identifies the repository.
	const isSomebodys = refusal(store, path, WEBHOOK).length > 0;
	const fault = webhookFault(change, folder, deliveries.isTheirs(path, store.sources.owner(path)));
	if (isSomebodys || fault === null) return applyChanges(store, [change], WEBHOOK, now);
	return { added: 0, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [fault] };
}

/**
 * Returns why a webhook may not make a change, or null if it may. Webhooks may only write articles, and only inside
 * their own folder or at paths that webhooks have written before. Therefore, somebody who has only a CMS's webhook
 * secret can neither open a members' folder nor rename a topic.
 *
 * @param folder the webhook's folder, with a trailing slash
 * @param isKnown whether webhooks have written to this path before
 */
function webhookFault(change: Change, folder: string, isKnown: boolean): Problem | null {
	const { path } = change;
	const fault = (message: string, hint: string): Problem => ({ severity: "error", path, line: null, message, hint });
	if (markupOf(path) === null || isDescription(path, "text" in change ? change.text : "")) {
		const message = "Webhooks may write only articles. The name or fields of this file make it something else.";
		return fault(
			message,
			"Publish defaults, redirects, topics and providers from a folder, from a repository or through the API.",
		);
	}
	if (path.startsWith(folder) || isKnown) return null;
	return fault(`This webhook may only write inside \`${folder}\`.`, `Use another path, such as \`${folder}tide.md\`.`);
}
