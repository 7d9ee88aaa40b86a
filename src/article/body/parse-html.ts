import type { Root } from "hast";
import { fromParse5 } from "hast-util-from-parse5";
import { parseFragment } from "parse5";

/** HTML as browsers without scripts parse it (HTML Standard, section 13.4), as a tree without positions. */
export function parseHtml(html: string): Root {
	const tree = fromParse5(parseFragment(html, { scriptingEnabled: false }));
	if (tree.type !== "root") throw new Error(`A fragment is a ${tree.type}.`);
	return tree;
}
