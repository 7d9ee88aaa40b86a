import { missing, nameOf, ROOTS, type Rule, resolved } from "./validator-rules.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/*
 * The W3C Feed Validation Service (https://validator.w3.org/feed/) is not available as a package, so we reimplement
 * its rules for the elements that we write: `validator-rules.ts` has a rule for each element, and `validator-values.ts`
 * has rules for text and attributes. Other tests check that HTML is well-formed.
 *
 * The service warns about some things that we do on purpose: unknown namespaces (of podcasts, and of deleted entries);
 * titles that look like HTML; articles with the same date and time; formulas (MathML) and the `controls` of players;
 * episodes in a feed that is not a podcast; an archive document without links to others.
 */

/** Returns the messages that the service would show for a feed, such as `rss/channel/title: ContainsHTML`. */
export function complaintsOf(document: string): string[] {
	const root = parseXml(document);
	const rule = ROOTS[nameOf(root) ?? ""];
	return rule ? complaints(root, rule, nameOf(root) ?? "") : ["UndefinedElement"];
}

function complaints(element: XmlElement, rule: Rule, where: string): string[] {
	const own = [
		...(rule.text?.(element.text.trim()) ?? []),
		...Object.entries(element.attributes).flatMap(([key, value]) => {
			const attribute = resolved(key);
			if (attribute === undefined) return [];
			return [...(rule.attributes?.[attribute]?.(value) ?? ["UnexpectedAttribute"]), ...badCharacters(value)];
		}),
		...(rule.children && element.text.trim() !== "" ? ["UnexpectedText"] : []),
		...badCharacters(element.text),
		...missing(element, rule.needs ?? []),
		...(rule.whole?.(element) ?? []),
	];
	const names = element.children.map(nameOf);
	const inside = element.children.flatMap((child, index) => {
		const is = names[index];
		if (is === undefined) return [];
		const its = rule.children?.[is];
		if (its === undefined) return [`${where}/${is}: UndefinedElement`];
		const isRepeated = !its.many && names.indexOf(is) < index;
		return [...(isRepeated ? [`${where}/${is}: DuplicateElement`] : []), ...complaints(child, its, `${where}/${is}`)];
	});
	return [...own.map((message) => `${where}: ${message}`), ...inside];
}

/** Reports C1 control characters and U+FFFD, which result from a wrong encoding. */
function badCharacters(text: string): string[] {
	return /[\u0080-\u009F\uFFFD]/.test(text) ? ["BadCharacters"] : [];
}
