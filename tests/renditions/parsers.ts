import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { XmlElement } from "./xml.ts";

/** Whether a program is installed. If not, prints that tests that need it are skipped. */
export function isThere(program: string, ...args: string[]): boolean {
	const { status } = spawnSync(program, args, { stdio: "ignore" });
	if (status !== 0) console.warn(`Skipped: \`${[program, ...args].join(" ")}\` does not run on this machine.`);
	return status === 0;
}

export const PYTHON = "/usr/bin/python3";

/** Checks documents with libxml2, in one run. Returns its error messages; empty if all documents are well-formed. */
export function xmllint(documents: readonly string[]): string {
	const folder = mkdtempSync(join(tmpdir(), "renditions-"));
	try {
		const paths = documents.map((text, index) => {
			const path = join(folder, `${index}.xml`);
			writeFileSync(path, text);
			return path;
		});
		const { stdout, stderr, status } = spawnSync("xmllint", ["--noout", "--nonet", "--huge", ...paths], {
			encoding: "utf8",
		});
		return status === 0 && stderr === "" ? "" : `${status} ${stdout}${stderr}`;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Runs a Python program with a list `texts`, from which it must make a list `answers`. Returns `answers`. */
function python(program: string, texts: readonly string[]): unknown[] {
	const frame = `import json, sys\ntexts = json.load(sys.stdin)\n${program}\njson.dump(answers, sys.stdout)\n`;
	const options = { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1e9 } as const;
	const { stdout, stderr, status } = spawnSync(PYTHON, ["-c", frame], options);
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

const EXPAT = `
import xml.parsers.expat

def parse(text):
    root = {"name": "", "attributes": {}, "text": "", "children": []}
    path = [root]
    def start(name, attributes):
        element = {"name": braced(name), "attributes": {braced(k): v for k, v in attributes.items()}, "text": "", "children": []}
        path[-1]["children"].append(element)
        path.append(element)
    def braced(name):
        return "{%s}%s" % tuple(name.split(" ")) if " " in name else name
    def data(text):
        path[-1]["text"] += text
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: path.pop()
    parser.CharacterDataHandler = data
    parser.Parse(text.encode("utf-8"), True)
    return root["children"][0]

answers = [parse(text) for text in texts]
`;

/** Parses documents with expat. Throws at the first malformed document. */
export function expat(documents: readonly string[]): XmlElement[] {
	return python(EXPAT, documents) as XmlElement[];
}

/** What feedparser finds in a feed. */
export interface Parsed {
	bozo: string;
	version: string;
	title: string;
	entries: {
		title: string;
		link: string;
		id: string;
		published: string;
		authors: string[];
		tags: string[];
		enclosures: string[];
		content: string;
	}[];
}

const FEEDPARSER = `
import feedparser

def parse(text):
    found = feedparser.parse(text.encode("utf-8"), sanitize_html=False, resolve_relative_uris=False)
    return {
        "bozo": str(found.get("bozo_exception", "")) if found.bozo else "",
        "version": found.version,
        "title": found.feed.title,
        "entries": [{
            "title": e.title,
            "link": e.link,
            "id": e.id,
            "published": "%04d-%02d-%02dT%02d:%02d:%02d" % e.published_parsed[:6],
            "authors": [a.get("name", "") for a in e.get("authors", []) if a],
            "tags": [t.get("label") or t.term for t in e.get("tags", [])],
            "enclosures": [x.href + " " + x.type for x in e.get("enclosures", [])],
            "content": e.content[0].value if "content" in e else e.get("summary", ""),
        } for e in found.entries],
    }

answers = [parse(text) for text in texts]
`;

/** Parses feeds with the library feedparser. */
export function feedparser(documents: readonly string[]): Parsed[] {
	return python(FEEDPARSER, documents) as Parsed[];
}

/** What gPodder's parser finds in a podcast's feed. */
export interface ParsedPodcast {
	title: string;
	type?: string;
	cover_url?: string;
	itunes_owner?: { name: string; email: string };
	episodes: {
		guid: string;
		total_time: number;
		episode_art_url?: string;
		enclosures: { url: string; file_size: number; mime_type: string }[];
	}[];
}

const PODCASTPARSER = `
import io, podcastparser

answers = [podcastparser.parse("https://site.example/feed.rss", io.BytesIO(text.encode("utf-8"))) for text in texts]
`;

/** Parses podcast feeds with gPodder's parser. */
export function podcastparser(documents: readonly string[]): ParsedPodcast[] {
	return python(PODCASTPARSER, documents) as ParsedPodcast[];
}

/** What SimplePie or Rome finds in a feed. */
export interface Found {
	entries: Record<string, unknown>[];
	[name: string]: unknown;
}

const HERE = import.meta.dirname;

/** Parses feeds with SimplePie, which FreshRSS and WordPress include. */
export function simplepie(documents: readonly string[]): Found[] {
	return findings("php", [join(HERE, "simplepie.php")], JSON.stringify(documents));
}

const JARS = ["rome", "rome-utils", "jdom2", "slf4j-api", "slf4j-nop"].map((name) => `/usr/share/java/${name}.jar`);

/** Parses feeds with Rome, the standard Java library for feeds. */
export function rome(documents: readonly string[]): Found[] {
	// The program runs only briefly, so the JVM's simpler compiler halves the time that it takes.
	const flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", JARS.join(":")];
	return findings("java", [...flags, join(HERE, "Rome.java")], documents.join("\0"));
}

function findings(program: string, args: string[], input: string): Found[] {
	const { stdout, stderr, status } = spawnSync(program, args, { input, encoding: "utf8" });
	if (status !== 0) throw new Error(`${stdout}${stderr}`);
	return JSON.parse(stdout);
}
