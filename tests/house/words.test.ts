import { expect, test } from "vitest";
import { sourceFiles } from "./imports.ts";

/**
 * Words that this code formerly used instead of the established terms (`docs/glossary.md`). Identifiers such as
 * `openDesk` or `DESK_SIZE` must not contain them. Comments and strings may.
 */
const FORBIDDEN =
	"desk masthead shelf shelves departures presence jealous enlist delist upkeep writings handover rarities rarity rarest volume rivalry leash obstacle outage complaint complain workplace stumble onward neighbour heap frequency patience standing intend intents door afresh anew".split(
		" ",
	);

/** Log events are part of the public interface, so they keep their names. */
const PROMISED = ["src/log.ts: upkeep"];

/** Names that are forbidden as a whole, although their words are allowed elsewhere. */
const FORBIDDEN_NAMES =
	/^(MOST|LONGEST)_|^(PAUSE|Press|PrivatePress|Books|View|Front|Holds|Moves|Readings|Titles|Closing|DeadEnd|Missing|Walk|Followed|Hands|Survey|Remainder|Load|teasers?|takeIn|showAgain|reread|givingWay|spareDomains|adoptNamespace|tellChange|isGood)$/;

/** Removes comments and strings from a program. Keeps only the expressions of template literals. */
function codeOf(text: string): string {
	return text.replace(
		/\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![:\\])\/\/.*|\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=[),;.\s])|`(?:[^`\\]|\\.)*`/g,
		(found) => (found.startsWith("`") ? [...found.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => code).join(" ") : " "),
	);
}

function wordsOf(identifier: string): string[] {
	return identifier
		.replace(/([a-z\d])([A-Z])/g, "$1_$2")
		.replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
		.toLowerCase()
		.split(/[_$]+/);
}

const identifiersOf = (text: string) => [...new Set(codeOf(text).match(/[A-Za-z_$][\w$]*/g))];

test("identifiers are found, and comments and strings are ignored", () => {
	const code = 'const openDesk = DESK_SIZE; // shelf\n/* masthead */ call("leash", `door $' + "{frequency}`);";
	const wrong = identifiersOf(code).filter((name) => wordsOf(name).some((word) => FORBIDDEN.includes(word)));
	expect(wrong).toEqual(["openDesk", "DESK_SIZE", "frequency"]);
	expect(["MOST_FEEDS", "Press", "Pressed"].map((name) => FORBIDDEN_NAMES.test(name))).toEqual([true, true, false]);
});

test("no identifier contains a forbidden word", () => {
	const wrong = sourceFiles().flatMap(({ path, text }) =>
		identifiersOf(text)
			.filter((name) => FORBIDDEN_NAMES.test(name) || wordsOf(name).some((word) => FORBIDDEN.includes(word)))
			.map((name) => `${path}: ${name}`),
	);
	expect(wrong.filter((name) => !PROMISED.includes(name))).toEqual([]);
});
