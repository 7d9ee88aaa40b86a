import { z } from "zod";
import { type ApiAnswer, type CommitStatus, json } from "./git-api.ts";

/** The states that each host accepts, and the maximum length of a description in characters. */
const RULES = {
	github: { states: ["error", "failure", "pending", "success"], longest: 140 },
	gitlab: { states: ["pending", "running", "success", "failed", "canceled", "skipped"], longest: 255 },
	forgejo: { states: ["pending", "success", "error", "failure", "warning"], longest: 255 },
};

const schema = z.object({
	state: z.string(),
	description: z.string(),
	target_url: z.url(),
	context: z.string().optional(),
	name: z.string().optional(),
});

/** Stores a commit status, or rejects it as the host would. */
export function takeStatus(
	kind: keyof typeof RULES,
	commit: string,
	body: Record<string, unknown>,
	statuses: CommitStatus[],
): ApiAnswer {
	const parsed = schema.safeParse(body);
	const { states, longest } = RULES[kind];
	if (!parsed.success || !states.includes(parsed.data.state) || parsed.data.description.length > longest) {
		return json({ message: "Validation Failed" }, kind === "gitlab" ? 400 : 422);
	}
	const { state, description, target_url: url, context, name } = parsed.data;
	statuses.push({ commit, state, description, context: context ?? name ?? "default", url });
	return json({ id: statuses.length, state }, 201);
}
