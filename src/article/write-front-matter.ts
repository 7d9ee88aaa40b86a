import { stringify } from "yaml";

/** An article as its author would write it; fields without a value are left out. */
export function writeFrontMatter(fields: Record<string, unknown>, body: string): string {
	return `---\n${stringify(fields)}---\n\n${body.trim()}\n`;
}
