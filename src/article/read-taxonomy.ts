import type { Description } from "./article.ts";
import { domainOf } from "./bylines.ts";
import { LocalCollector } from "./collect-locals.ts";
import { spellingsOf } from "./field-names.ts";
import { Fields } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import { readPictures } from "./media.ts";
import type { Problem } from "./problem.ts";
import { NAME_LENGTH, slugOf } from "./slug.ts";
import type { Context } from "./source.ts";

type ReadDescription =
	| { kind: "description"; description: Description; problems: Problem[] }
	| { kind: "rejected"; problems: Problem[] };

/** The kind of description: given by a `topics` or `providers` folder, or by the field `taxonomy`. */
export function describedKind(path: string, matter: FrontMatter): "topics" | "providers" | null {
	const taxonomy = matter.data[spellingsOf(matter.data, "taxonomy")[0] ?? ""];
	if (taxonomy === "topic") return "topics";
	if (taxonomy === "organization" || taxonomy === "provider") return "providers";
	const folder = path.split("/").at(-2);
	return folder === "topics" || folder === "providers" ? folder : null;
}

/** Reads the description of a topic or provider. Never throws. */
export function readDescription(
	path: string,
	matter: FrontMatter,
	kind: "topics" | "providers",
	context: Context,
): ReadDescription {
	const fields = new Fields(path, matter, { ...context, defaults: {} });
	const name = fields.prose(fields.named("name", "title"));
	if (name === undefined) fields.error(["name"], "is missing", "Add a line such as `name: Coast`.");
	const key = kind === "topics" ? slugOf(name ?? "") : readDomain(fields, name ?? "");
	if (name !== undefined && key === "") {
		fields.error(["name"], "cannot be part of an address", "Use letters or digits.");
	}
	if (name !== undefined && name.length > NAME_LENGTH && !context.hasFeed?.(`${kind}/${key}`)) {
		fields.error(["name"], "is too long", `Use at most ${NAME_LENGTH} characters.`);
	}
	if (
		name === undefined ||
		key === null ||
		key === "" ||
		fields.problems.some((problem) => problem.severity === "error")
	) {
		return { kind: "rejected", problems: fields.problems };
	}
	const locals = new LocalCollector({ path, url: context.siteUrl, siteUrl: context.siteUrl }, false);
	const pictures = readPictures(fields, fields.named("images", "image"), { url: context.siteUrl, locals });
	const description: Description = {
		feed: `${kind}/${key}`,
		name,
		domain: kind === "providers" ? (domainOf(key) ?? undefined) : undefined,
		aliases: fields.list(["aliases"]).flatMap((keys) => fields.prose(keys) ?? []),
		parent: kind === "topics" ? fields.prose(["parent"]) : undefined,
		retired: kind === "topics" ? readRetired(fields) : undefined,
		movedTo: kind === "topics" ? fields.prose(fields.named("moved_to", "movedTo")) : undefined,
		description: fields.prose(["description"]),
		url: fields.url(fields.named("url", "webUrl", "home"), "warning"),
		// The last of several is the largest.
		image: pictures.at(-1)?.url,
		locals: locals.references,
	};
	return { kind: "description", description, problems: fields.problems };
}

function readDomain(fields: Fields, name: string): string | null {
	const text = fields.text(["domain"]);
	if (text === undefined) return slugOf(name);
	const domain = domainOf(text);
	if (domain === null) fields.error(["domain"], "is not a domain", "Use a domain such as gazette.example.org.");
	return domain;
}

/** The date from which a topic has nothing new, or true if only that is stated. */
function readRetired(fields: Fields): number | true | undefined {
	const text = fields.text(["retired"])?.toLowerCase();
	if (text === "true" || text === "yes") return true;
	return text === undefined || text === "false" || text === "no" ? undefined : fields.date(["retired"], "warning");
}
