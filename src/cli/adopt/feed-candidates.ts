import { markupOf } from "../../article/body/markup.ts";
import { parseDate } from "../../article/dates.ts";
import { DATE_NAMES, member } from "../../article/field-names.ts";
import { Fields } from "../../article/fields.ts";
import type { FolderDefaults } from "../../article/folder-defaults.ts";
import { splitFrontMatter } from "../../article/front-matter.ts";
import { selfDescription } from "../../article/infer-front-matter.ts";
import { repairMojibake } from "../../article/mojibake.ts";
import type { Subject } from "../../article/permalinks/placeholders.ts";
import { readRules, rulesOf } from "../../article/permalinks/rules.ts";
import { sourceName } from "../../article/permalinks/source-name.ts";
import { subjectOf } from "../../article/permalinks/subject.ts";
import { isPublic, resolveDuplicates } from "../../feed/duplicates.ts";
import type { ParsedSource, Reading } from "../content/read-sources.ts";
import type { Candidate } from "./match-items.ts";
import type { PlannedContent } from "./read-planned.ts";

/** Settings of the site that affect how articles are read. */
export interface PlannedSite {
	siteUrl: string;
	timeZone: string;
	now: number;
}

/** Returns everything that feed items can match: articles, and files that are not currently published. */
export function candidatesOf(
	readings: readonly Reading[],
	{ drafts }: PlannedContent,
	{ siteUrl, timeZone, now }: PlannedSite,
): Candidate[] {
	const articles = readings.flatMap((reading) => (reading.kind === "article" ? [reading.article] : []));
	const duplicates = resolveDuplicates(
		articles.filter((article) => isPublic(article, now)),
		siteUrl,
	);
	const texts = new Map(drafts.map((draft) => [draft.path, draft]));
	return readings.flatMap((reading): Candidate[] => {
		const { path } = reading;
		const name = sourceName(path, "").undated;
		if (reading.kind !== "article") {
			const draft = texts.get(path);
			if (draft === undefined || !("text" in draft) || markupOf(path) === null) return [];
			if (reading.kind !== "hidden" && reading.kind !== "rejected") return [];
			return [{ path, name, ...titleAndDate(draft, timeZone), because: whyNot(reading) }];
		}
		const { article } = reading;
		const rival = duplicates.get(path);
		const because = !isPublic(article, now)
			? article.published > now
				? "scheduled"
				: "expired"
			: rival !== undefined
				? `a duplicate of ${rival}`
				: article.audience === "members"
					? "for members only"
					: undefined;
		const guid = article.guid ?? article.firstGuid ?? article.link;
		const { title, published, address, link, formerly } = article;
		return [{ path, name, title, published, address, link, guid, formerly, because }];
	});
}

/** Drops the body, which is slow to render, if the front matter has every field needed for the comparison. */
export function withoutBody<Draft extends PlannedContent["drafts"][number]>(draft: Draft): Draft {
	if (!("text" in draft) || markupOf(draft.path) === null) return draft;
	const matter = splitFrontMatter(draft.text);
	if ("message" in matter || matter.body === "" || typeof member(matter.data, "title") !== "string") return draft;
	return draft.text.endsWith(matter.body) ? { ...draft, text: draft.text.slice(0, -matter.body.length) } : draft;
}

function whyNot(reading: Reading): string {
	if (reading.kind === "hidden") return reading.because === undefined ? "not an article" : "a draft";
	const fault = reading.problems.find(({ severity }) => severity === "error");
	return fault === undefined ? "not an article" : `not published because of an error: ${fault.message}`;
}

/** Returns the title and date in the front matter, if any, of a file that is not an article. */
function titleAndDate({ text }: ParsedSource, timeZone: string): Pick<Candidate, "title" | "published"> {
	const matter = splitFrontMatter(repairMojibake(text));
	const data = "message" in matter ? {} : matter.data;
	const textOf = (name: string) => {
		const value = member(data, name);
		return typeof value === "string" ? value : undefined;
	};
	const dates = DATE_NAMES.flatMap((name) => parseDate(textOf(name) ?? "", timeZone) ?? []);
	return { title: textOf("title") ?? "", published: dates[0] };
}

/** Returns the values of a rule's placeholders for an article; null if its front matter cannot be read. */
export function subjectFor(
	{ path, text, dated }: ParsedSource,
	title: string,
	folder: string,
	rules: { defaults: FolderDefaults; slugs: string | undefined; site: PlannedSite },
): Subject | null {
	const matter = splitFrontMatter(repairMojibake(text));
	const markup = markupOf(path);
	if ("message" in matter || markup === null) return null;
	const { defaults, slugs, site } = rules;
	const tried = slugs === undefined ? {} : rulesIn({ slugs }, folder, site);
	const context = { ...site, dated, defaults: { ...defaults.above(path), ...tried } };
	const self = selfDescription(path, matter, markup, context);
	return subjectOf(new Fields(path, self.matter, self.context), path, title, folder, rulesOf(context.defaults));
}

function rulesIn(data: Record<string, unknown>, folder: string, site: PlannedSite): Record<string, unknown> {
	return {
		...readRules(new Fields("_defaults.yaml", { data, body: "", yaml: "" }, { ...site, defaults: {} }), folder),
	};
}
