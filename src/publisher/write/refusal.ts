import type { Problem } from "../../article/problem.ts";
import { restoring } from "../meta.ts";
import type { PublisherStore } from "../store.ts";
import { nameOfOwner } from "./sources.ts";

/**
 * Returns the problems that prevent an owner from changing a source or file: another owner has exclusive rights, or a
 * backup is being imported.
 *
 * @param holder the current owner
 */
export function refusal(
	store: PublisherStore,
	path: string,
	owner: string,
	holder = store.sources.owner(path),
): Problem[] {
	if (restoring(store.meta)) return [{ severity: "error", path, line: null, ...BEING_RESTORED }];
	if (holder === undefined || holder === owner || !store.exclusive.has(holder)) return [];
	const message = `This file belongs to the repository ${nameOfOwner(holder)}.`;
	const hint = store.exclusive.has(owner)
		? "Use `into` to give one of the two repositories its own folder."
		: "Change it in the repository, or use another path.";
	return [{ severity: "error", path, line: null, message, hint }];
}

const BEING_RESTORED = {
	message: "A backup is being imported into this site.",
	hint: "Try again when `newsstand restore` has finished, or cancel it: `newsstand restore --give-up --to URL`.",
};
