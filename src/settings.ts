import * as z from "zod";
import { cleanLine } from "./article/clean-text.ts";
import { webUrl } from "./article/fields.ts";
import { languageTag } from "./article/language.ts";
import { type Repository, repositoriesSchema } from "./repositories.ts";

/** What an operator sets in `[vars]` of `wrangler.toml` about the site, checked. */
export interface Site {
	/** Without a slash at the end. */
	url: string;
	title: string;
	description: string;
	/** BCP 47. */
	language: string;
	/** IANA; of dates that name none. */
	timeZone: string;
	/** Articles in a feed. */
	feedSize: number;
}

/** All that an operator sets, but the secrets. */
export interface Settings {
	site: Site;
	repositories: Repository[];
}

const schema = z.object({
	SITE_URL: z
		.string({ error: "is missing; write where the site answers, such as https://news.example.org" })
		.transform((text) => text.trim().replace(/\/+$/, ""))
		.refine((text) => new URL(webUrl(text) ?? "none:").pathname === "/" && !/[?#]/.test(text), {
			error: "is not the address of a site; write where it answers, without a path: https://news.example.org",
		}),
	SITE_TITLE: z
		.string({ error: "is missing; write the name of the site" })
		.transform(cleanLine)
		.refine((text) => text !== "", { error: "is empty; write the name of the site" }),
	SITE_DESCRIPTION: z
		.string({ error: "is not a text; write a sentence about the site" })
		.transform(cleanLine)
		.default(""),
	SITE_LANGUAGE: z
		.string({ error: "is not a text; write a tag of BCP 47 such as en, de or pt-BR" })
		.default("en")
		.refine((text) => languageTag(text) !== null, {
			error: "is not a language; write a tag of BCP 47 such as en, de or pt-BR",
		}),
	SITE_TIME_ZONE: z
		.string({ error: "is not a text; write a name such as Europe/Berlin or UTC" })
		.default("UTC")
		.refine(isTimeZone, { error: "is not a time zone; write a name such as Europe/Berlin or UTC" }),
	FEED_SIZE: z.coerce
		.number({ error: "is not a number; write how many articles a feed has, 1 to 200" })
		.int({ error: "is not a whole number; write one from 1 to 200" })
		.min(1, { error: "is too small; write a number from 1 to 200" })
		.max(200, { error: "is too large; write a number from 1 to 200" })
		.default(50),
	REPOSITORIES: repositoriesSchema,
});

/** The settings, or a sentence for each that is wrong: its name, what is wrong, what to write. */
export function readSettings(vars: object): Settings | { problems: string[] } {
	const parsed = schema.safeParse(vars);
	if (!parsed.success) {
		return { problems: parsed.error.issues.map((issue) => `The setting ${issue.path.join(".")} ${issue.message}.`) };
	}
	const { SITE_URL, SITE_TITLE, SITE_DESCRIPTION, SITE_LANGUAGE, SITE_TIME_ZONE, FEED_SIZE, REPOSITORIES } =
		parsed.data;
	return {
		site: {
			url: (webUrl(SITE_URL) ?? SITE_URL).replace(/\/+$/, ""),
			title: SITE_TITLE,
			description: SITE_DESCRIPTION,
			language: languageTag(SITE_LANGUAGE) ?? SITE_LANGUAGE,
			timeZone: SITE_TIME_ZONE,
			feedSize: FEED_SIZE,
		},
		repositories: REPOSITORIES,
	};
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
