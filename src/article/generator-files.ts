import type { Author } from "./article.ts";
import { readAddresses } from "./article-addresses.ts";
import { isPresent, member } from "./field-names.ts";
import { type FrontMatter, readYaml, splitFrontMatter } from "./front-matter.ts";
import { FrontMatterError, type FrontMatterFault, parseJson, parseToml } from "./front-matter-formats.ts";
import type { Problem } from "./problem.ts";
import { AUTHORS, folderOfGeneratorFile, GENERATOR_FILES, type GeneratorData, JEKYLL, ZONE } from "./source.ts";
import { webUrl } from "./web-url.ts";

type ReadGeneratorFile =
	| { kind: "defaults"; defaults: Record<string, unknown>; problems: Problem[] }
	| { kind: "rejected"; problems: Problem[] };

/**
 * Reads a data file that was written for a site generator. If the file cannot be parsed, it is rejected with a problem,
 * and the last valid version of the file stays in effect. Never throws.
 */
export function readGeneratorFile(path: string, text: string): ReadGeneratorFile {
	const matter = parsed(path, text);
	const isAddresses = GENERATOR_FILES.addresses.test(path);
	if ("message" in matter) {
		return { kind: "rejected", problems: [{ severity: isAddresses ? "error" : "warning", path, ...matter }] };
	}
	if (isAddresses) return readAddresses(path, folderOfGeneratorFile(path), matter);
	if (GENERATOR_FILES.configuration.test(path)) return readConfiguration(path, matter.data);
	const [, , ...ids] = GENERATOR_FILES.author.exec(path) ?? [];
	const id = ids.find((one) => one !== undefined);
	const entries = id === undefined ? entriesOf(matter.data) : [[id, matter.data] as const];
	const authors = entries.flatMap(([one, value]) => {
		const author = authorOf(value);
		return author ? [[one.slice(0, ID_LENGTH), author] as const] : [];
	});
	const known = Object.fromEntries(authors.slice(0, MAX_AUTHORS));
	return { kind: "defaults", defaults: { [AUTHORS]: known } satisfies GeneratorData, problems: [] };
}

const ID_LENGTH = 200;
const MAX_AUTHORS = 5000;

function parsed(path: string, text: string): FrontMatter | FrontMatterFault {
	if (/\.ya?ml$/i.test(path)) return readYaml(text);
	if (!/\.(json|toml)$/i.test(path)) return splitFrontMatter(text);
	try {
		const source = text.replace(/^\uFEFF/, "");
		const { data } = /\.toml$/i.test(path) ? parseToml(source) : parseJson(source);
		return { data, body: "", yaml: "" };
	} catch (error) {
		if (!(error instanceof FrontMatterError)) throw error;
		return error.fault;
	}
}

function readConfiguration(path: string, data: Record<string, unknown>): ReadGeneratorFile {
	const zone = textOf(data, ["timezone"]);
	const problems: Problem[] = [];
	const defaults: GeneratorData = {};
	if (zone !== undefined && isZone(zone)) defaults[ZONE] = zone;
	else if (zone !== undefined) {
		const message = "`timezone` is not a valid time zone, so dates without one are read in the site's time zone.";
		problems.push({ severity: "warning", path, line: null, message, hint: "Use a name such as Europe/Berlin." });
	}
	// Hexo and Jekyll both name their configuration file `_config.yml`.
	const isHexo = ["source_dir", "public_dir", "new_post_name"].some((name) => isPresent(member(data, name)));
	if (/_config\.ya?ml$/i.test(path) && !isHexo) defaults[JEKYLL] = folderOfGeneratorFile(path);
	return { kind: "defaults", defaults: { ...defaults }, problems };
}

function isZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}

/** Returns authors by id, from an object whose keys are ids, or from a list of objects that contain ids. */
function entriesOf(data: Record<string, unknown>): (readonly [string, unknown])[] {
	const inner = member(data, "authors");
	const all = typeof inner === "object" && inner !== null && textOf(inner, NAMES) === undefined ? inner : data;
	if (!Array.isArray(all)) return Object.entries(all);
	return all.flatMap((value) => {
		const id = textOf(value, ["id", "key", "slug", "username"]);
		return id === undefined ? [] : [[id, value] as const];
	});
}

const NAMES = ["name", "display_name", "full_name", "title"];

/** Returns the public part of an author's data: the name, the URL of a page about the author, and the picture. */
function authorOf(value: unknown): Author | undefined {
	const own = typeof value === "string" ? value : textOf(value, NAMES);
	const parts = [textOf(value, ["first_name"]), textOf(value, ["last_name"])].filter((part) => part !== undefined);
	const name = own ?? (parts.length > 0 ? parts.join(" ") : undefined);
	if (name === undefined) return undefined;
	const url = webUrl(textOf(value, ["url", "website", "homepage", "link"]) ?? "");
	const avatar = webUrl(textOf(value, ["avatar", "image_url", "imageUrl", "image", "picture", "profile_image"]) ?? "");
	return { name: name.slice(0, ID_LENGTH), url: url ?? undefined, ...(avatar === null ? {} : { avatar }) };
}

function textOf(value: unknown, names: readonly string[]): string | undefined {
	for (const name of names) {
		const found = member(value, name);
		if (typeof found === "string" && isPresent(found) && found.trim() !== "") return found.trim();
	}
	return undefined;
}
