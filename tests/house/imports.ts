import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The root of the project. */
export const ROOT = join(import.meta.dirname, "../..");

/** A source file. Its path is relative to the project, such as `src/article/slug.ts`. */
export interface SourceFile {
	path: string;
	text: string;
	/**
	 * The room that contains the file, such as `article`. A file outside all rooms is a room of its own, such as `app`.
	 */
	room: string;
}

/** One `import … from`, `export … from` or `import()`. */
export interface Import {
	path: string;
	room: string;
	/** The imported path or package, as written in the file. */
	of: string;
	/** The room of the imported file. Undefined for packages and platform modules. */
	to: string | undefined;
	isTypeOnly: boolean;
}

function roomOf(path: string): string {
	const [first = "", ...rest] = path.replace(/^src\//, "").split("/");
	return rest.length > 0 ? first : first.replace(/(\.d)?\.\w+$/, "");
}

/** Returns every source file. */
export function sourceFiles(): SourceFile[] {
	const names = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
	return names
		.filter((name) => /\.(ts|tsx|mjs|js)$/.test(name))
		.map((name) => {
			const path = posix.join("src", name.replaceAll("\\", "/"));
			return { path, text: readFileSync(join(ROOT, path), "utf8"), room: roomOf(path) };
		});
}

const STATEMENT =
	/^(?:import|export)\s+(type\s)?[^;'"]*?from\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** Returns the imports of a file. */
export function importsOf({ path, text, room }: SourceFile): Import[] {
	return [...text.matchAll(STATEMENT)].map(([, type, from, bare, dynamic]) => {
		const of = from ?? bare ?? dynamic ?? "";
		const to = of.startsWith(".") ? roomOf(posix.join(posix.dirname(path), of)) : undefined;
		return { path, room, of, to, isTypeOnly: type !== undefined };
	});
}
