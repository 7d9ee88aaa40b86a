import { join } from "node:path";
import { member } from "../../article/field-names.ts";
import { readYaml } from "../../article/front-matter.ts";
import { SLUG_RULES } from "../../article/permalinks/slug-rules.ts";
import { counted } from "../../article/totals.ts";
import type { readDrafts } from "../content/read-sources.ts";
import type { IsOwnHost } from "../feeds/own-hosts.ts";
import { type PlannedSite, subjectFor } from "./feed-candidates.ts";
import { idOf, pathOf, samePath } from "./feed-items.ts";
import { type InferredRule, inferGuid, inferPermalink, type KnownArticle } from "./infer-rules.ts";
import type { Match, Matches } from "./match-items.ts";
import type { FolderRules, Proposal } from "./proposal.ts";
import { type PlannedContent, pathIn } from "./read-planned.ts";
import { textOf } from "./write-files.ts";

/** The matches between a feed's items and the articles that a proposal covers. */
export interface Comparison extends Matches {
	content: PlannedContent;
	/** How many articles the site would publish. */
	published: number;
	defaults: ReturnType<typeof readDrafts>["defaults"];
}

/** Rules that the feed may replace. */
const REPLACEABLE = ["permalink", "guid", "slugs"];

/**
 * Replaces rules of the proposal with those already in `_defaults.yaml`, written by the owner or by an earlier run with
 * the feed.
 */
export async function withOwnRules(proposal: Proposal): Promise<Proposal> {
	const rules = await Promise.all(
		proposal.rules.map(async ({ folder, fields, ...rule }): Promise<FolderRules> => {
			const names = ["_defaults.yaml", "_defaults.yml"].map((name) => join(folder, name));
			const [text] = (await Promise.all(names.map(textOf))).filter((one) => one !== null);
			const read = readYaml(text ?? "");
			const own = "message" in read ? {} : read.data;
			const kept = new Map(fields);
			for (const name of REPLACEABLE) {
				const value = member(own, name);
				if (typeof value === "string") kept.set(name, { value, from: "_defaults.yaml" });
				else if (value !== undefined) kept.delete(name);
			}
			return { ...rule, folder, fields: kept };
		}),
	);
	return { ...proposal, rules };
}

/** Replaces rules of the proposal with rules inferred from the feed, if the inferred rules explain more articles. */
export function withInferredRules(
	proposal: Proposal,
	comparison: Comparison,
	site: PlannedSite,
	isOwnHost: IsOwnHost,
): Proposal {
	const rules = proposal.rules.map((rule): FolderRules => {
		const folder = pathIn(comparison.content.folders, `${rule.folder}/x`)?.replace(/(?:^|\/)x$/, "");
		const matches = comparison.matched.filter(({ candidate }) => isRuledBy(rule, candidate.path, proposal, comparison));
		if (folder === undefined || matches.length < 2) return rule;
		return inferredRules(rule, folder, matches, comparison, site, isOwnHost);
	});
	return { ...proposal, rules };
}

/** Whether the rules of a folder apply to a file, rather than those of a folder nearer to the file. */
function isRuledBy(rule: FolderRules, path: string, { rules }: Proposal, { content }: Comparison): boolean {
	const depthOf = (one: FolderRules) => {
		const folder = pathIn(content.folders, `${one.folder}/x`)?.replace(/x$/, "");
		return folder !== undefined && path.startsWith(folder) ? folder.length : -1;
	};
	const own = depthOf(rule);
	return own >= 0 && rules.every((other) => depthOf(other) <= own);
}

function inferredRules(
	rule: FolderRules,
	folder: string,
	all: readonly Match[],
	{ content, defaults }: Comparison,
	site: PlannedSite,
	isOwnHost: IsOwnHost,
): FolderRules {
	const base = rule.fields.get("base_path")?.value ?? "";
	const sample = sampleOf(all);
	const drafts = new Map(content.drafts.map((draft) => [draft.path, draft]));
	const knownBy = (slugs: string | undefined): KnownArticle[] =>
		sample.flatMap(({ item, candidate }) => {
			const draft = drafts.get(candidate.path);
			if (draft === undefined || !("text" in draft)) return [];
			const subject = subjectFor(draft, candidate.title, folder, { defaults, slugs, site });
			if (subject === null) return [];
			const page = pathOf(item, isOwnHost);
			const path = page?.startsWith(`${base}/`) ? page.slice(base.length) : undefined;
			return [{ subject: { ...subject, page: page ?? "" }, path, id: idOf(item) }];
		});
	const fields = new Map(rule.fields);
	const set = (name: string, value: string, { count }: InferredRule) =>
		fields.set(name, { value, from: `the old feed, ${count} of ${counted(sample.length, "item")}` });
	const located = sample.filter(({ item }) => pathOf(item, isOwnHost) !== undefined);
	const placed = located.filter(({ item, candidate }) => samePath(candidate.address, pathOf(item, isOwnHost))).length;
	let slugs: string | undefined;
	const isFree = (name: string) => fields.has(name) && !/^(?:_defaults\.yaml|--)/.test(fields.get(name)?.from ?? "");
	if (placed < located.length && isFree("permalink")) {
		let best: InferredRule | null = null;
		for (const tried of [undefined, ...Object.keys(SLUG_RULES)]) {
			const found = inferPermalink(knownBy(tried));
			if (found !== null && found.count > (best?.count ?? placed)) [best, slugs] = [found, tried];
			if (best?.count === located.length) break;
		}
		if (best !== null && best.count * 2 > located.length) {
			set("permalink", best.pattern, best);
			if (slugs !== undefined) set("slugs", slugs, best);
		} else slugs = undefined;
	}
	const kept = sample.filter(({ item, candidate }) => candidate.guid === idOf(item)).length;
	const guid = kept < sample.length && isFree("guid") ? inferGuid(knownBy(slugs)) : null;
	if (guid !== null && guid.count > kept && guid.count * 2 > sample.length) set("guid", guid.pattern, guid);
	return { ...rule, fields };
}

/** Maximum number of articles to try rules on. Trying all articles of a large blog takes minutes. */
const MAX_SAMPLE = 200;

function sampleOf(matches: readonly Match[]): Match[] {
	const step = Math.ceil(matches.length / MAX_SAMPLE);
	return matches.filter((_, index) => index % step === 0);
}
