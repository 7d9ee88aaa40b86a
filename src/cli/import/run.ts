import { counted } from "../../article/totals.ts";
import { progressBar } from "../report.ts";
import { printable, type Terminal } from "../terminal.ts";
import { stemOf, toArticleFile } from "./article-file.ts";
import type { Media } from "./media.ts";
import { type Export, type ImportedPost, PAGES } from "./post.ts";
import { siteFiles } from "./site-files.ts";
import type { Outcome, TargetFolder } from "./target-folder.ts";

/** Maximum number of entries in each list. Further entries are only counted. */
const MAX_LISTED = 5;

/** The options and resources of an import. */
interface ImportContext {
	folder: TargetFolder;
	media: Media;
	terminal: Terminal;
	isDry: boolean;
	signal: AbortSignal;
	/** The folder's name, as the user typed it. */
	name: string;
}

/** Writes all posts of an export into a folder, and prints a report. Returns 1 if something could not be imported. */
export async function runImport(exported: Export, context: ImportContext): Promise<number> {
	const run = new ImportRun(exported, context);
	try {
		await run.writePosts();
		await run.writeSiteFiles();
	} catch (error) {
		if (!context.signal.aborted) throw error;
		run.reportInterruption();
		return INTERRUPTED;
	}
	run.report();
	return exported.faults.length > 0 || context.media.faults.length > 0 ? 1 : 0;
}

/** The exit code after Ctrl-C. */
const INTERRUPTED = 130;

class ImportRun {
	readonly #export: Export;
	readonly #context: ImportContext;
	readonly #statuses = new Map<string, number>();
	readonly #outcomes = new Map<Outcome, number>();
	/** The first post that has each guid. */
	readonly #guids = new Map<string, string>();
	readonly #notes = new Map<string, string[]>();
	readonly #used = new Set<string>();
	readonly #redirects: [from: string, to: string][] = [];
	#done = 0;

	constructor(exported: Export, context: ImportContext) {
		this.#export = exported;
		this.#context = context;
	}

	async writePosts(): Promise<void> {
		const { signal, media } = this.#context;
		media.progress = () => this.#showProgress();
		for await (const post of this.#export.posts()) {
			signal.throwIfAborted();
			await this.#writePost(post);
			this.#done++;
			this.#showProgress();
		}
	}

	#showProgress(): void {
		const { terminal, media } = this.#context;
		const files = media.downloaded === 0 ? "" : `, ${counted(media.downloaded, "file")} downloaded`;
		terminal.progress(progressBar(this.#done, Math.max(this.#export.count, this.#done)) + files);
	}

	async #writePost(post: ImportedPost): Promise<void> {
		const { folder, media } = this.#context;
		const stem = folder.stem(post.key, stemOf(post));
		const isPublished = post.status === "published";
		const file = toArticleFile(await media.localize(post, stem), stem, this.#guidOf(post));
		count(this.#statuses, post.status);
		count(this.#outcomes, await folder.write(post.key, `${stem}.${file.extension}`, file.text));
		for (const note of file.notes) this.#note(note, `${stem}.${file.extension}`);
		if (!isPublished) return;
		this.#redirects.push(...file.redirects);
		for (const name of [...post.categories, ...post.tags]) this.#used.add(name);
	}

	/**
	 * Returns the guid by which feed readers recognize the post. If several posts have the same guid, only the first of
	 * them keeps it.
	 */
	#guidOf(post: ImportedPost): string | undefined {
		const { guid, place } = post;
		if (guid === undefined) {
			this.#note("Has no guid, so feed readers will recognize it by its address.", place);
			return undefined;
		}
		const first = this.#guids.get(guid);
		if (first !== undefined) {
			this.#note(`Has the same guid as ${first}, so feed readers will recognize it by its address.`, place);
			return undefined;
		}
		this.#guids.set(guid, place);
		return guid;
	}

	async writeSiteFiles(): Promise<void> {
		const { site, id } = this.#export;
		for (const { path, text } of siteFiles(site, this.#used, this.#redirects)) {
			await this.#context.folder.write(`${id} file ${path}`, path, text);
		}
	}

	#note(message: string, place: string): void {
		this.#notes.set(message, [...(this.#notes.get(message) ?? []), place]);
	}

	reportInterruption(): void {
		const { terminal } = this.#context;
		terminal.error(
			`Stopped after ${this.#done} of ${this.#export.count} posts. Run the same command again to continue.`,
		);
	}

	report(): void {
		const { terminal, media, folder, isDry, name } = this.#context;
		const { site, leftOut, faults } = this.#export;
		const say = (text: string): void => terminal.line(printable(text));
		const [described, sum] = [words(this.#statuses), counted(this.#done, "post")];
		say(
			`${site.title || "Untitled"}${site.url === "" ? "" : ` (${site.url})`}: ${sum}${described && `, ${described}`}`,
		);
		say(
			`${isDry ? "Dry run, nothing was written. Would write" : "Files"}: ${words(this.#outcomes) || "none"}, in ${name}`,
		);
		if (media.downloaded > 0) say(`Downloaded: ${counted(media.downloaded, "file")} into ${name}/media`);
		if (leftOut.size > 0) {
			say(`Left out: ${[...leftOut].map(([what, number]) => `${what} (${number.toLocaleString("en")})`).join(", ")}`);
		}
		if (leftOut.has(PAGES)) say("To import the pages as well, add --pages.");
		for (const [message, places] of this.#notes) say(`${message} ${listed(places)}`);
		if (folder.kept.length > 0) {
			say(`Left unchanged: ${listed(folder.kept.map(({ path, reason }) => `${path} (${reason})`))}`);
		}
		for (const fault of faults) terminal.error(printable(fault));
		if (media.faults.length > 0) {
			const all = media.faults.map(({ url, reason }) => `${url} (${reason})`);
			terminal.error(printable(`Not downloaded (run the command again to retry): ${listed(all)}`));
		}
		if (!isDry) say(`Next: npm run newsstand -- check ${name}`);
	}
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Returns counts in words, for example `12 new, 3 changed`. */
function words(counts: ReadonlyMap<string, number>): string {
	return [...counts].map(([what, number]) => `${number.toLocaleString("en")} ${what}`).join(", ");
}

function listed(all: readonly string[]): string {
	const more = all.length - MAX_LISTED;
	return all.slice(0, MAX_LISTED).join(", ") + (more > 0 ? ` and ${more.toLocaleString("en")} more` : "");
}
