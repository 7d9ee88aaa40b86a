import { join } from "node:path";
import type { Author } from "../../article/article.ts";
import { member, nameKey } from "../../article/field-names.ts";
import { readGeneratorFile } from "../../article/generator-files.ts";
import { AUTHORS, GENERATOR_FILES, type GeneratorData } from "../../article/source.ts";
import type { Found } from "./proposal.ts";
import type { Project } from "./recognize.ts";
import { type Draft, within } from "./repository.ts";
import { textOf } from "./write-files.ts";

/**
 * Finds authors that articles refer to by id and that are defined outside the content folders. (Author files inside a
 * content folder are published along with its articles.)
 *
 * @param content the content folders, relative to the repository
 */
export async function authorsFor(project: Project, content: readonly string[]): Promise<Map<string, Found<Author>>> {
	const { repository, folder } = project;
	const used = new Set(
		repository.drafts
			.filter(({ path }) => content.some((one) => within(one, path) !== null))
			.flatMap(authorsIn)
			.map(nameKey),
	);
	const authors = new Map<string, Found<Author>>();
	for (const path of repository.files) {
		const isOutside = within(folder, path) !== null && content.every((one) => within(one, path) === null);
		if (!isOutside || !(GENERATOR_FILES.authors.test(path) || GENERATOR_FILES.author.test(path))) continue;
		const read = readGeneratorFile(path, (await textOf(join(repository.root, path))) ?? "");
		const { [AUTHORS]: known = {} }: GeneratorData = read.kind === "defaults" ? read.defaults : {};
		for (const [id, author] of Object.entries(known)) {
			if (used.has(nameKey(id)) && author.name !== id && !authors.has(id))
				authors.set(id, { value: author, from: path });
		}
	}
	return authors;
}

/** Returns the values of an article's author fields, which are names or ids. */
function authorsIn({ fields }: Draft): string[] {
	return ["authors", "author"].flatMap((name) => {
		const value = member(fields, name);
		return [value]
			.flat()
			.flatMap((one: unknown) => (typeof one === "string" ? one.split(",").map((part) => part.trim()) : []));
	});
}
