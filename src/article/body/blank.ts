import type { ElementContent } from "hast";

/** Elements at whose edges white space is as good as outside. */
const EDGES = /^(a|b|em|i|small|span|strong|u)$/;

/** Neither text nor anything to see. Characters without width are nothing to see. */
export function isBlank(node: ElementContent): boolean {
	if (node.type === "text") return /^(?:\u034F|[\s\u00AD\u200B-\u200F\u2060\uFEFF])*$/.test(node.value);
	return node.type === "element" && (node.tagName === "br" || node.tagName === "wbr");
}

/** Without line breaks and white space at its ends. */
export function trimmed(children: ElementContent[]): ElementContent[] {
	let [start, end] = [0, children.length];
	while (start < end && isBlankAt(children, start)) start++;
	while (end > start && isBlankAt(children, end - 1)) end--;
	return children.slice(start, end).map((child, index, inner) => {
		const begun = index === 0 ? withoutSpace(child, /^[ \t\n]+/, 0) : child;
		return index === inner.length - 1 ? withoutSpace(begun, /[ \t\n]+$/, -1) : begun;
	});
}

/** Also where the space stands at the edge of a link or of bold text. */
function withoutSpace(node: ElementContent, space: RegExp, at: 0 | -1): ElementContent {
	if (node.type === "text") return { type: "text", value: node.value.replace(space, "") };
	const edge = node.type === "element" && EDGES.test(node.tagName) ? node.children.at(at) : undefined;
	if (node.type !== "element" || edge === undefined) return node;
	const others = at === 0 ? node.children.slice(1) : node.children.slice(0, -1);
	const trimmedEdge = withoutSpace(edge, space, at);
	if (trimmedEdge.type === "text" && trimmedEdge.value === "") node.children = others;
	else node.children = at === 0 ? [trimmedEdge, ...others] : [...others, trimmedEdge];
	return node;
}

function isBlankAt(children: ElementContent[], index: number): boolean {
	const child = children[index];
	return child !== undefined && isBlank(child);
}
