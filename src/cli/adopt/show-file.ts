import { join } from "node:path";
import { withoutMarkup } from "../../article/clean-text.ts";
import { readExplicitWord } from "../../article/read-episode.ts";
import type { OldShow } from "../verify/parse-show.ts";
import { type PlannedFile, textOf } from "./write-files.ts";

/**
 * Plans `podcast.yaml`, which preserves the data that podcast directories and apps have about a show: its guid, owner,
 * categories and cover. Plans nothing if the file already exists.
 *
 * @param folder the content folder
 */
export async function showFile(folder: string, show: OldShow | undefined): Promise<PlannedFile[]> {
	if (show === undefined) return [];
	const [file, other] = ["podcast.yaml", "podcast.yml"].map((name) => join(folder, name));
	if (file === undefined || other === undefined) return [];
	if ((await textOf(file)) !== null || (await textOf(other)) !== null) return [];
	return [{ file, before: null, after: showText(show) }];
}

function showText(show: OldShow): string {
	const { author, ownerName, email, categories, artwork, type, language, guid, funding } = show;
	const owner = email === "" ? "" : JSON.stringify(ownerName === "" ? { email } : { name: ownerName, email });
	const explicit = readExplicitWord(show.explicit);
	const fields: [name: string, value: string][] = [
		["author", quoted(author)],
		["owner", owner],
		["category", categories.length === 0 ? "" : JSON.stringify(categories)],
		["artwork", quoted(artwork)],
		["explicit", explicit === undefined ? "" : String(explicit)],
		["type", quoted(type.toLowerCase())],
		["language", quoted(language)],
		["funding", funding.length === 0 ? "" : JSON.stringify(funding)],
		["guid", quoted(guid)],
	];
	const lines = fields.flatMap(([name, value]) => (value === "" ? [] : [`  ${name}: ${value}\n`]));
	const description = withoutMarkup(show.description).replace(/\s+/g, " ").trim();
	const first = description === "" ? "" : `description: ${JSON.stringify(description)}\n`;
	return `# The podcast as its old feed describes it. Keep the guid.\n${first}podcast:\n${lines.join("")}`;
}

/** Writes a string as JSON, which is also valid YAML. */
function quoted(text: string): string {
	return text === "" ? "" : JSON.stringify(text);
}
