import { basename, dirname } from "node:path";
import { hasFrontMatter } from "../article/front-matter.ts";
import { firstCommits, placeInGit } from "./git-history.ts";

/**
 * When a text that names no date itself was written, in milliseconds: when Git first saw the file, else when it was
 * last changed. undefined for a text with front matter, which is asked to say.
 */
export type DateOf = (file: string, text: string, changed: number) => Promise<number | undefined>;

/** Dates files. Git is asked once for each repository, so what is committed afterwards is not seen. */
export function createDating(): DateOf {
	const placeOf = remembering(placeInGit);
	const commitsOf = remembering(firstCommits);
	return async (file, text, changed) => {
		if (hasFrontMatter(text)) return undefined;
		const place = await placeOf(dirname(file));
		const path = `${place?.prefix}${basename(file)}`.normalize("NFC");
		const committed = place === null ? undefined : (await commitsOf(place.top)).get(path);
		return committed ?? Math.floor(changed / 1000) * 1000;
	};
}

function remembering<T>(ask: (directory: string) => Promise<T>): (directory: string) => Promise<T> {
	const known = new Map<string, Promise<T>>();
	return (directory) => {
		const answer = known.get(directory) ?? ask(directory);
		known.set(directory, answer);
		return answer;
	};
}
