import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Finds stiff phrases in documentation, source and test names. Run by `npm run check`. */

const ROOT = join(import.meta.dirname, "../..");

/** Phrases to avoid, and suggestions to write instead. */
const PHRASES: [phrase: RegExp, instead: string][] = [
	[/\bwho(m|so)?ever\b/i, "anyone who, everyone, you"],
	[/\b(is|are|was|were|be|been|being) told\b/i, "say who tells whom, or: sees, gets, reports"],
	[/\b(is|are|was|were|be|been) answered\b/i, "gets, returns, responds with"],
	[/\bhand(s|ed|ing)? (it |them )?over\b/i, "pass, send, upload"],
	[/\b(take|takes|took|taken|taking) (it |them )?back\b/i, "unpublish, revoke, remove, undo"],
	[/\b(set|sets|setting) (it |them |a source )?aside\b/i, "block"],
	[/\b(keep|keeps|kept|keeping) (it |them )?back\b/i, "do not publish, hold"],
	[/\banew\b/i, "again"],
	// `Mend` is also a script of ISO 15924.
	[/\bmend(s|ed|ing)?\b/, "fix"],
	[/\b(look|looks|looked|looking) at\b/i, "check, read, see"],
	[/\bthat which\b/i, "what"],
	[/\bback-ups?\b/i, "backup"],
	[/(^|\/\*\*|\/\/|\* )\s*So (many|much|often|long)\b/, "How many, The limit of, At most"],
	[/(^|\/\*\*|\/\/|\* )\s*Gives\b/, "Returns"],
	[/\bstands? (above|below|before|beside|there|here|in it)\b/i, "is"],
	[/\b(is|are|was|were|be) (spoken of|complained of|remarked upon|let be)\b/i, "is reported, is a warning"],
];

/** A phrase to avoid in a file. */
interface Finding {
	path: string;
	/** Counted from 1. */
	line: number;
	phrase: string;
	instead: string;
}

/** Finds phrases to avoid in source files, in documents except their code, and in the names and comments of tests. */
export function findPhrases(path: string, text: string): Finding[] {
	const lines = path.endsWith(".md")
		? proseOf(text)
		: text.split("\n").map(/^tests\//.test(path) ? nameOrComment : (all) => all);
	return lines.flatMap((line, index) =>
		PHRASES.flatMap(([pattern, instead]) => {
			const phrase = pattern.exec(line)?.[0].replace(/^\W+/, "");
			return phrase === undefined ? [] : [{ path, line: index + 1, phrase, instead }];
		}),
	);
}

/** Returns the lines of a Markdown document, with empty lines in place of code. */
function proseOf(text: string): string[] {
	let inCode = false;
	return text.split("\n").map((line) => {
		if (/^\s*(```|~~~)/.test(line)) {
			inCode = !inCode;
			return "";
		}
		return inCode ? "" : line.replace(/`[^`]*`/g, "");
	});
}

/** Returns the comment on a line, or the name of the test that it declares. Empty if the line contains neither. */
function nameOrComment(line: string): string {
	if (/^\s*(?:\/\*\*|\*|\/\/)/.test(line)) return line;
	const [, name = ""] = /^\s*(?:(?:test|describe|it)[\w.]*\(|.*\]\)\(|.*\)\()"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
	return name;
}

function main(): number {
	const names = execFileSync("git", ["ls-files", "*.md", "src", "tests"], {
		cwd: ROOT,
		encoding: "utf8",
	});
	const paths = names
		.split("\n")
		.filter((path) => /\.(md|tsx?|m?js)$/.test(path) && /^(src|tests|docs)\/|^[^/]+\.md$/.test(path))
		// This file contains the phrases themselves.
		.filter((path) => path !== "tests/house/prose.ts");
	const findings = paths
		.filter((path) => existsSync(join(ROOT, path)))
		.flatMap((path) => findPhrases(path, readFileSync(join(ROOT, path), "utf8")));
	for (const { path, line, phrase, instead } of findings) {
		console.error(`${path}:${line}  Avoid “${phrase}”. Write instead: ${instead}.`);
	}
	return findings.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
