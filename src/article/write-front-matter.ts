import { CORE_SCHEMA, type Document, dump, SCALAR_STYLE, visit } from "js-yaml";

/** An article as its author would write it; fields without a value are left out. */
export function writeFrontMatter(fields: Record<string, unknown>, body: string): string {
	const yaml = dump(fields, { schema: CORE_SCHEMA, skipInvalid: true, lineWidth: -1, transform: quoteFences });
	return `---\n${yaml}---\n\n${body.trim()}\n`;
}

/** The name of a field that begins like the end of the front matter must not be taken for it. */
function quoteFences(documents: Document[]): void {
	visit(documents, (node) => {
		if (node.kind === "scalar" && node.value.startsWith("---")) node.style = SCALAR_STYLE.DOUBLE_QUOTED;
	});
}
