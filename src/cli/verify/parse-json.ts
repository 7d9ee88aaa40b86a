import * as z from "zod";
import type { FeedDocument } from "./feed-document.ts";
import { among, error, type Fault, warning } from "./finding.ts";

const text = z.string().optional();

const item = z.looseObject({
	id: z.string().default(""),
	url: z.string().default(""),
	title: z.string().default(""),
	content_html: text,
	content_text: text,
	date_published: text,
	date_modified: text,
	authors: z.array(z.unknown()).default([]),
	attachments: z.array(z.object({ url: z.string().default(""), mime_type: z.string().default("") })).default([]),
});

const feed = z.looseObject({
	version: z.string(),
	title: z.string().default(""),
	feed_url: text,
	next_url: text,
	language: z.string().default(""),
	authors: z.array(z.unknown()).default([]),
	hubs: z.array(z.object({ url: z.string() })).default([]),
	items: z.array(item),
});

/** JSON Feed 1.1. */
export function readJson(written: string): FeedDocument | { broken: Fault } {
	let data: unknown;
	const faults: Fault[] = [];
	try {
		data = JSON.parse(written.replace(/^\uFEFF/, ""), (name, value: unknown) => {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
			if (typeof value === "string" && /[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(value)) {
				faults.push(
					error(`There is a control character in a ${name}.`, "Readers that make XML of it fail: remove it."),
				);
			}
			return value;
		});
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		return {
			broken: error(`This is not valid JSON: ${reason}.`, "Readers will not show anything of it. Mend that place."),
		};
	}
	const parsed = feed.safeParse(data);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const where = issue?.path.join(".") || "the document";
		const what = `This is not a JSON Feed: ${where} is not as it should be (${issue?.message}).`;
		return { broken: error(what, "What belongs there is said at https://jsonfeed.org/version/1.1.") };
	}
	const { title, language, feed_url, next_url, hubs, items } = parsed.data;
	return {
		format: "json",
		title,
		language,
		selfs: feed_url === undefined ? [] : [feed_url],
		hubs: hubs.map(({ url }) => url),
		ttl: undefined,
		updated: undefined,
		previous: next_url,
		next: undefined,
		current: undefined,
		isArchive: false,
		entries: items.map((one) => ({
			id: one.id,
			title: one.title,
			link: one.url,
			published: one.date_published,
			updated: one.date_modified,
			isPermaLink: false,
			html: one.content_html === undefined ? [] : [one.content_html],
			enclosures: one.attachments.map(({ url, mime_type }) => ({ url, type: mime_type, length: null })),
		})),
		faults: [...faults.slice(0, 1), ...faultsOf(written, parsed.data)],
	};
}

function faultsOf(written: string, { version, title, authors, items, ...more }: z.infer<typeof feed>): Fault[] {
	const faults: Fault[] = [];
	if (version !== "https://jsonfeed.org/version/1.1") {
		faults.push(error(`The version is ${version}.`, 'Write "version": "https://jsonfeed.org/version/1.1".'));
	}
	if (title === "") faults.push(error("The feed has no title.", 'Add a "title".'));
	if (written.includes("]]>")) {
		const hint = "FreshRSS loses the whole feed at that. Write ]]\\u003e, which is the same to a JSON parser.";
		faults.push(error("There is a ]]> in the document.", hint));
	}
	for (const which of among(items, (one) => one.content_html === undefined && one.content_text === undefined)) {
		faults.push(error(`Neither content_html nor content_text is in ${which}.`, "JSON Feed asks for one of them."));
	}
	if (authors.length > 0 && items.some((one) => one.authors.length > 0)) {
		const hint = "Some readers name both. Leave those of the feed out where the articles have their own.";
		faults.push(warning("The feed has authors, and its articles have their own.", hint));
	}
	const undescribed = [more, ...items]
		.flatMap((one) => Object.entries(one))
		.filter(([name, value]) => {
			return name.startsWith("_") && !z.object({ about: z.url() }).safeParse(value).success;
		});
	for (const name of new Set(undescribed.map(([name]) => name))) {
		faults.push(error(`The extension ${name} does not say what it is.`, 'Give it an "about" with an address.'));
	}
	return faults;
}
