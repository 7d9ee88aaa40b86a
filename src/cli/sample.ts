import { join } from "node:path";
import { createComparison, type Difference } from "./difference.ts";
import { openFolders } from "./folders.ts";

/**
 * What would be taken back, without the sample newsroom: whoever goes on from that to a folder of their own misses nothing.
 *
 * @param root the project, which the sample is in
 */
export async function withoutSample(
	{ gone, held }: Pick<Difference, "gone" | "held">,
	root: string,
): Promise<string[]> {
	const sample = await openFolders([join(root, "content")]);
	if ("complaint" in sample) return gone;
	const { altered, gone: others } = await createComparison(sample)(held, new Map());
	const own = new Set([...others, ...altered.map(({ path }) => path)]);
	return gone.filter((path) => own.has(path));
}
