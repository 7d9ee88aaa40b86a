import * as z from "zod";
import { linkedHtml } from "../../article/body/markup.ts";
import type { FeedDocument } from "./feed-document.ts";
import { among, error, type Fault, warning } from "./finding.ts";
import { escaped } from "./xml.ts";

const text = z.string().optional();

const named = z.object({ name: z.string() });

const item = z.looseObject({
	id: z.string().default(""),
	url: z.string().default(""),
	title: z.string().default(""),
	content_html: text,
	content_text: text,
	summary: text,
	image: text,
	banner_image: text,
	date_published: text,
	date_modified: text,
	authors: z.array(z.unknown()).default([]),
	tags: z.array(z.unknown()).default([]),
	attachments: z.array(z.object({ url: z.string().default(""), mime_type: z.string().default("") })).default([]),
});

const feed = z.looseObject({
	version: z.string(),
	title: z.string().default(""),
	home_page_url: text,
	feed_url: text,
	next_url: text,
	language: z.string().default(""),
	authors: z.array(z.unknown()).default([]),
	hubs: z.array(z.object({ url: z.string() })).default([]),
	items: z.array(item),
});

/** Reads JSON Feed 1.1. */
export function readJson(written: string): FeedDocument | { broken: Fault } {
	let data: unknown;
	const faults: Fault[] = [];
	try {
		data = JSON.parse(written.replace(/^\uFEFF/, ""), (name, value: unknown) => {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
			if (typeof value === "string" && /[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(value)) {
				faults.push(
					error(
						`A ${name} contains a control character.`,
						"Readers that convert the feed to XML fail. Remove the character.",
					),
				);
			}
			return value;
		});
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		return {
			broken: error(`The feed is not valid JSON: ${reason}.`, "Readers show nothing. Fix it at that position."),
		};
	}
	const parsed = feed.safeParse(data);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const where = issue?.path.join(".") || "the document";
		const what = `The document is not a JSON Feed: ${where} is invalid (${issue?.message}).`;
		return { broken: error(what, "See https://jsonfeed.org/version/1.1.") };
	}
	const { title, language, home_page_url, feed_url, next_url, hubs, items } = parsed.data;
	return {
		format: "json",
		title,
		site: home_page_url ?? "",
		generator: "",
		language,
		selfs: feed_url === undefined ? [] : [feed_url],
		hubs: hubs.map(({ url }) => url),
		ttl: undefined,
		updated: undefined,
		previous: next_url,
		next: undefined,
		current: undefined,
		nextPage: undefined,
		isArchive: false,
		entries: items.map((one) => ({
			id: one.id,
			title: one.title,
			link: one.url,
			originalLink: undefined,
			published: one.date_published,
			updated: one.date_modified,
			authors: one.authors.flatMap((author) => named.safeParse(author).data?.name ?? []),
			topics: one.tags.filter((tag) => typeof tag === "string"),
			isPermaLink: false,
			html: one.content_html === undefined ? [] : [one.content_html],
			summary: one.summary === undefined ? undefined : escaped(one.summary),
			body: one.content_html ?? linkedHtml(one.content_text ?? ""),
			picture: one.image ?? one.banner_image,
			enclosures: one.attachments.map(({ url, mime_type }) => ({ url, type: mime_type, length: null })),
		})),
		faults: [...faults.slice(0, 1), ...faultsOf(written, parsed.data)],
	};
}

function faultsOf(written: string, { version, title, authors, items, ...more }: z.infer<typeof feed>): Fault[] {
	const faults: Fault[] = [];
	if (version !== "https://jsonfeed.org/version/1.1") {
		faults.push(error(`The version is ${version}.`, 'Use "version": "https://jsonfeed.org/version/1.1".'));
	}
	if (title === "") faults.push(error("The feed has no title.", 'Add a "title".'));
	if (written.includes("]]>")) {
		const hint = "FreshRSS rejects the whole feed. Write ]]\\u003e instead, which means the same in JSON.";
		faults.push(error("The document contains ]]>.", hint));
	}
	for (const which of among(items, (one) => one.content_html === undefined && one.content_text === undefined)) {
		faults.push(
			error(`There is neither content_html nor content_text in ${which}.`, "JSON Feed requires one of them."),
		);
	}
	if (authors.length > 0 && items.some((one) => one.authors.length > 0)) {
		const hint = "Some readers show all of them. Remove the feed's authors.";
		faults.push(warning("Both the feed and its articles have authors.", hint));
	}
	const undescribed = [more, ...items]
		.flatMap((one) => Object.entries(one))
		.filter(([name, value]) => {
			return name.startsWith("_") && !z.object({ about: z.url() }).safeParse(value).success;
		});
	for (const name of new Set(undescribed.map(([name]) => name))) {
		faults.push(error(`The extension ${name} has no description.`, 'Add an "about" with an address.'));
	}
	return faults;
}
