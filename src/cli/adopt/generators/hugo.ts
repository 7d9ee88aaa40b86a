import { member, nameKey } from "../../../article/field-names.ts";
import { type ConfigFile, entriesIn, readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { type Findings, type FoundRules, pathBelow, rooted, usual } from "./findings.ts";

/** Reads the configuration of Hugo. */
export async function hugo(project: Project): Promise<Findings> {
	const config = new HugoConfig(await configFiles(project));
	const start = below(project.folder, config.text("contentDir")?.value ?? "content");
	const feedName = config.text("outputFormats", "rss", "baseName")?.value ?? "index";
	return {
		site: config.text("baseURL"),
		title: config.text("title"),
		description: config.text("params", "description"),
		language: config.text("locale") ?? config.text("languageCode") ?? config.text("defaultContentLanguage"),
		timeZone: config.text("timeZone"),
		start,
		isWhole: true,
		rulesFor: (content) => rulesFor(project, config, start, content),
		feeds: sections(project, start).map((section) => ({
			old: `/${section}/${feedName}.xml`,
			to: "/feed.rss",
			from: "Hugo's feed of a section",
		})),
		notes: notesOf(config),
	};
}

/** Reads `hugo.toml` or `config.toml`, or the configuration folder with one file per key. */
async function configFiles({ repository, folder }: Project): Promise<[key: string, file: ConfigFile][]> {
	const files: [string, ConfigFile][] = [];
	for (const path of repository.files) {
		const name = within(folder, path) ?? "";
		const [, key] =
			/^(?:hugo|config)()\.(?:toml|ya?ml|json)$/.exec(name) ??
			/^config\/_default\/(?:(?:hugo|config)()|([\w-]+))\.(?:toml|ya?ml|json)$/
				.exec(name)
				?.filter((one) => one !== undefined) ??
			[];
		if (key === undefined) continue;
		const file = await readConfigFile(repository.root, path);
		if (file) files.push([key, file]);
	}
	// `hugo.*` takes precedence over the older name `config.*`.
	return files.sort(([, a], [, b]) => Number(isOldName(a)) - Number(isOldName(b)));
}

function isOldName({ path }: ConfigFile): boolean {
	return /(^|\/)config\.[a-z]+$/.test(path);
}

class HugoConfig {
	readonly #files: [key: string, file: ConfigFile][];

	constructor(files: [string, ConfigFile][]) {
		this.#files = files;
	}

	/** Finds the first file that sets a value, and the value's path in that file. */
	#place(keys: readonly string[]): { file: ConfigFile; keys: readonly string[] } | undefined {
		for (const [key, file] of this.#files) {
			if (key !== "" && nameKey(key) !== nameKey(keys[0] ?? "")) continue;
			const inFile = key === "" ? keys : keys.slice(1);
			if (valueIn(file, ...inFile) !== undefined) return { file, keys: inFile };
		}
		return undefined;
	}

	text(...keys: string[]): Found | undefined {
		const place = this.#place(keys);
		return place && textIn(place.file, ...place.keys);
	}

	value(...keys: string[]): unknown {
		const place = this.#place(keys);
		return place && valueIn(place.file, ...place.keys);
	}

	entries(...keys: string[]): [string, unknown][] {
		const place = this.#place(keys);
		return place ? entriesIn(place.file, ...place.keys) : [];
	}

	/**
	 * Returns a section's pattern. Since Hugo 0.131, patterns are grouped by page kind; since Hugo 0.161, they can also
	 * be a list.
	 */
	permalink(section: string): Found | undefined {
		const list = this.value("permalinks");
		if (Array.isArray(list)) {
			const index = list.findIndex((one: unknown) => fitsTarget(one, section));
			const place = this.#place(["permalinks"]);
			return place && index !== -1 ? textIn(place.file, ...place.keys, index, "pattern") : undefined;
		}
		return this.text("permalinks", "page", section) ?? this.text("permalinks", section);
	}

	isUgly(section: string): boolean {
		const all = this.text("uglyURLs")?.value;
		return (all ?? this.text("uglyURLs", section)?.value) === "true";
	}
}

function fitsTarget(one: unknown, section: string): boolean {
	const target = member(one, "target");
	const [kind, path] = [member(target, "kind"), member(target, "path")].map((value) =>
		typeof value === "string" ? value : "",
	);
	if (kind !== "" && kind !== "page") return false;
	return (
		path === "" ||
		new RegExp(`^/?${section.replaceAll(/\W/g, "\\$&")}(?:/|$)`).test(path ?? "") ||
		/^\{?\/?\*\*/.test(path ?? "")
	);
}

function rulesFor(project: Project, config: HugoConfig, start: string, content: string): FoundRules {
	const path = pathBelow(start, content).slice(1);
	const section = path.split("/")[0] ?? "";
	const rules: FoundRules = { slugs: slugsOf(config) };
	if (path !== "") return { ...rules, permalink: patternFor(config, section, path) };
	const subfolders = sections(project, start).flatMap((name) => {
		const own = config.permalink(name) !== undefined || config.isUgly(name);
		return own ? [{ folder: below(start, name), permalink: patternFor(config, name, name) }] : [];
	});
	return { ...rules, permalink: patternFor(config, "", ""), subfolders };
}

/**
 * @param path the folder that the rule applies to, relative to Hugo's content folder. `:folders` is relative to this
 * path.
 */
function patternFor(config: HugoConfig, section: string, path: string): Found {
	const above = path.split("/").filter((name) => name !== "");
	const isDatedName = [config.value("frontmatter", "date")].flat().includes(":filename");
	const last = isDatedName ? ":folders/:slugorfileslug/" : ":path/";
	const found = config.permalink(section) ?? usual([...above, last].join("/"), "Hugo's default");
	const value = found.value
		.replace(/:section(?:slug)?(?![\w[])/g, section === "" ? ":section" : section)
		.replace(/:sections(?:lugs)?(?:\[([\w:]*)\])?(?!\w)/g, (whole, slice?: string) => sectionsOf(whole, slice, above));
	const pattern = rooted({ ...found, value });
	if (!config.isUgly(section)) return pattern;
	return { ...pattern, value: pattern.value.replace(/\/$/, ".html"), from: `${pattern.from}; uglyURLs` };
}

/** Translates `:sections`. The outer sections are known: they are the folders that lead to the folder of the rule. */
function sectionsOf(whole: string, slice: string | undefined, above: readonly string[]): string {
	if (above.length === 0) return whole;
	const start = /^\d+/.exec(slice ?? "0")?.[0];
	if (start === undefined || (slice !== undefined && !/^\d+:$/.test(slice))) {
		// Of the other slices, only `0` (the outermost section) and `last` (the article's own folder) can be translated.
		return slice === "0" ? (above[0] ?? "") : slice === "last" ? ":folder" : whole;
	}
	return [...above.slice(Number(start)), ":folders"].join("/");
}

function slugsOf(config: HugoConfig): Found | undefined {
	const keep = config.text("disablePathToLower");
	if (keep?.value === "true") return { value: "hugo-keep-case", from: `disablePathToLower, ${keep.from}` };
	const accents = config.text("removePathAccents");
	return accents?.value === "true"
		? { value: "hugo-remove-accents", from: `removePathAccents, ${accents.from}` }
		: undefined;
}

/** Returns the top-level folders of Hugo's content folder that contain articles. */
function sections({ repository }: Project, start: string): string[] {
	const names = repository.drafts.flatMap(({ path, isDated }) => {
		const [name = "", ...rest] = within(start, path)?.split("/") ?? [];
		return isDated && rest.length > 0 ? [name] : [];
	});
	return [...new Set(names)].sort();
}

const TOPICS = ["tags", "categories", "topics", "series"];

function notesOf(config: HugoConfig): string[] {
	const taxonomies = [...config.entries("taxonomies"), ...config.entries("indexes")].map(([, plural]) =>
		String(plural),
	);
	const others = taxonomies.filter((name) => !TOPICS.includes(name) && !/^authors?$/.test(name));
	const languages = config.entries("languages").map(([name]) => name);
	return [
		...others.map(
			(name) => `The taxonomy \`${name}\` is not converted to topics. Only these taxonomies are: ${TOPICS.join(", ")}.`,
		),
		...(languages.length > 1
			? [`The site has several languages (${languages.join(", ")}). Check the addresses in each language.`]
			: []),
	];
}
