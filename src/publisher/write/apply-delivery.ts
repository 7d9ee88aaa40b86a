import { markupOf } from "../../article/body/markup.ts";
import type { Problem } from "../../article/problem.ts";
import { isDescription } from "../../article/read-source.ts";
import type { PublisherStore } from "../store.ts";
import { applyChanges, type Change, refusal } from "./apply.ts";
import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";
import type { Deliveries } from "./webhook-deliveries.ts";

/**
 * Applies a change that a webhook asks for, if webhooks may make it.
 *
 * @param folder the webhook's own, with a slash at its end
 */
export function applyDelivery(
	store: PublisherStore,
	deliveries: Deliveries,
	change: Change,
	folder: string,
	now: number,
): Applied {
	const { path } = change;
	// A source of a repository is refused by `applyChanges`, with its name.
	const isSomebodys = refusal(store, path, WEBHOOK).length > 0;
	const fault = webhookFault(change, folder, deliveries.isTheirs(path, store.sources.owner(path)));
	if (isSomebodys || fault === null) return applyChanges(store, [change], WEBHOOK, now);
	return { added: 0, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [fault] };
}

/**
 * Why a webhook may not make a change: it writes articles, below its own folder or where webhooks have written before.
 * Whoever has a CMS's secret can neither open a folder nor rename a topic.
 *
 * @param folder the webhook's own, with a slash at its end
 * @param isKnown whether webhooks have written this path before
 */
function webhookFault(change: Change, folder: string, isKnown: boolean): Problem | null {
	const { path } = change;
	const fault = (message: string, hint: string): Problem => ({ severity: "error", path, line: null, message, hint });
	if (markupOf(path) === null || isDescription(path, "text" in change ? change.text : "")) {
		const message = "Webhooks write articles only, and this is none: its name or its fields make it something else.";
		return fault(
			message,
			"Publish defaults, redirects, topics and providers from a folder, a repository or by the API.",
		);
	}
	if (path.startsWith(folder) || isKnown) return null;
	return fault(`This webhook writes below \`${folder}\` only.`, `Send another path, such as \`${folder}tide.md\`.`);
}
