import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { eleventyArticle, eleventySite } from "./eleventy.ts";
import { hugoArticle, hugoSite } from "./hugo.ts";
import { articleOf, type Sample } from "./newsroom.ts";

/** The time limit of a build, in milliseconds. */
const PATIENCE = 600_000;

/** The wall and processor time of a build, in milliseconds. Infinite if the build exceeded the time limit. */
interface Time {
	wall: number;
	cpu: number;
}

/** The times to build all feeds, and to build them again after one article has changed. */
export interface Build {
	all: Time;
	one: Time;
}

/**
 * Another program that builds the same feeds: an RSS feed for the site, for each topic and for each provider, each with
 * fifty articles.
 */
export interface Peer {
	name: string;
	/** Why the program cannot be measured here, and how to install it. Undefined if it can be measured. */
	missing: string | undefined;
	build(folder: string, size: number): Promise<Build>;
}

interface Program {
	name: string;
	/** The shell command and its arguments for a build. */
	command: string[];
	install: string;
	/** The site's other files, keyed by path. */
	site: Record<string, string>;
	/** Writes an article in this program's format. */
	article(sample: Sample): string;
	folder: string;
}

const PROGRAMS: Program[] = [
	{
		name: "Hugo",
		command: ["hugo"],
		install: "apt-get install hugo",
		site: hugoSite,
		article: hugoArticle,
		folder: "content",
	},
	{
		name: "Eleventy",
		command: ["eleventy", "--quiet"],
		install: 'npm install --prefix DIR @11ty/eleventy@3, and PATH="DIR/node_modules/.bin:$PATH"',
		site: eleventySite,
		article: eleventyArticle,
		folder: "articles",
	},
];

/** Returns the programs that the Worker is compared with. */
export function peers(): Peer[] {
	return PROGRAMS.map((program) => ({
		name: program.name,
		missing: isThere(program) ? undefined : `It is not installed here: ${program.install}`,
		build: async (folder, size) => build(program, folder, size),
	}));
}

function isThere({ command: [name = ""] }: Program): boolean {
	return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}

function build(program: Program, folder: string, size: number): Build {
	for (const [path, text] of Object.entries(program.site)) put(folder, path, text);
	const write = (index: number, edition?: number) => {
		const sample = articleOf(index, edition);
		put(folder, join(program.folder, sample.path), program.article(sample));
	};
	for (let index = 0; index < size; index++) write(index);
	const all = timeOf(program, folder);
	if (all.wall === Infinity) return { all, one: all };
	write(size - 1, 2);
	return { all, one: timeOf(program, folder) };
}

function put(folder: string, path: string, text: string): void {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}

function timeOf({ command: [name = "", ...given] }: Program, folder: string): Time {
	const [cpu, began] = [childrenCpu(), performance.now()];
	const { status, error, stderr } = spawnSync(name, given, { cwd: folder, encoding: "utf8", timeout: PATIENCE });
	if (error && "code" in error && error.code === "ETIMEDOUT") return { wall: Infinity, cpu: Infinity };
	if (status !== 0) throw new Error(`${name} failed: ${error ?? stderr}`);
	return { wall: performance.now() - began, cpu: childrenCpu() - cpu };
}

/**
 * Returns the processor time of child processes that have ended. Linux counts it in hundredths of a second
 * (proc_pid_stat(5)).
 */
function childrenCpu(): number {
	const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
	return (Number(fields[13]) + Number(fields[14])) * 10;
}
