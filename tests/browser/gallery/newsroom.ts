import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dump } from "js-yaml";
import { pictureOf } from "../picture.ts";
import type { Texts } from "./texts.ts";

const ROOT = join(import.meta.dirname, "../../..");
const HOUR = 3_600_000;

/** Names of the article files whose pages the gallery shows. */
export const FILES = { long: "a0.md", episode: "episode.md", members: "members.md", removed: "removed.md" };

/** Name of the show's topic. */
const SHOW = "Podcast";

/**
 * Writes a newsroom with every kind of article: new and old, with and without pictures, for members, and with errors.
 */
export function writeNewsroom(folder: string, language: string, texts: Texts): void {
	const write = (path: string, text: string) => {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	};
	const article = (path: string, fields: Record<string, unknown>, body: string) =>
		write(path, `---\n${dump({ language, ...fields })}---\n${body}\n`);
	const { topics, providers, authors, titles, sentences, foreign } = texts;
	const now = Date.now();
	const of = <One>(list: readonly One[], index: number): One => list[index % list.length] as One;

	for (const [slug, name, description] of topics)
		write(`topics/${slug}.md`, `---\n${dump({ name, description })}---\n`);
	for (const [name, domain] of providers) {
		write(
			`providers/${domain}.md`,
			`---\n${dump({ name, domain, description: of(sentences, 3), url: `https://${domain}/` })}---\n`,
		);
	}
	const [author = ""] = authors;
	write("authors/first.md", `---\n${dump({ name: author, image: "face.svg" })}---\n${of(sentences, 0)}\n`);
	write("authors/face.svg", pictureOf(author));
	for (const [index, title] of titles.entries()) {
		const [name, domain] = of(providers, index);
		const picture = `boat-${index}.svg`;
		const hasPicture = index % 3 !== 2;
		if (hasPicture) write(picture, pictureOf(title));
		article(
			`a${index}.md`,
			{
				title,
				date: new Date(now - HOUR * (2 + index ** 3)).toISOString(),
				excerpt: `${of(sentences, index).replaceAll("*", "")} ${of(sentences, index + 1).replaceAll("*", "")}`,
				provider: { name, domain },
				...(index % 4 === 3 ? { link: `https://${domain}/${index}` } : {}),
				topics: [of(topics, index)[1], of(topics, index + 2)[1]],
				authors: authors.slice(0, 1 + (index % 2)),
				quality: 60,
				...(hasPicture
					? {
							image: {
								url: picture,
								alt: title,
								caption: of(sentences, 2).replaceAll("*", ""),
								credit: of(authors, 1),
							},
						}
					: {}),
				...(index === 0
					? {
							related: titles.slice(1, 3).map((one, at) => ({
								title: one,
								webUrl: `https://${of(providers, at)[1]}/`,
								provider: { name: of(providers, at)[0] },
							})),
						}
					: {}),
			},
			index === 0 ? longBody(texts) : sentences.join("\n\n"),
		);
	}
	article(
		"foreign.md",
		{
			title: foreign.title,
			language: foreign.language,
			date: new Date(now - 4 * HOUR).toISOString(),
			provider: { name: "Harbour Gazette", domain: "gazette.example" },
			topics: [of(topics, 1)[1]],
		},
		foreign.text,
	);
	for (const file of ["fog-horn.mp3", "fog-horn.vtt", "fog-horn.chapters.json"]) {
		cpSync(join(ROOT, "content/articles", file), join(folder, file));
	}
	cpSync(join(ROOT, "content/topics/harbour-talk.png"), join(folder, "topics/show.png"));
	const email = "podcast@gazette.example";
	write(
		"topics/show.yaml",
		dump({
			name: SHOW,
			description: of(sentences, 1).replaceAll("*", ""),
			podcast: {
				author,
				owner: { name: author, email },
				category: ["News > Daily News"],
				artwork: "show.png",
				explicit: false,
				type: "episodic",
			},
		}),
	);
	article(
		FILES.episode,
		{
			title: `${SHOW}: ${of(titles, 18)}`,
			date: new Date(now - 30 * HOUR).toISOString(),
			authors,
			topics: [SHOW],
			audio: "fog-horn.mp3",
			season: 1,
			episode: 1,
			transcript: "fog-horn.vtt",
			chapters: "fog-horn.chapters.json",
			excerpt: of(sentences, 3),
		},
		sentences.join("\n\n"),
	);
	article(
		FILES.members,
		{
			title: of(titles, 7),
			date: new Date(now - 3 * HOUR).toISOString(),
			topics: [of(topics, 0)[1]],
			audience: "members",
		},
		of(sentences, 0),
	);
	article(
		FILES.removed,
		{ title: of(titles, 9), date: new Date(now - 90 * HOUR).toISOString(), topics: [of(topics, 0)[1]] },
		of(sentences, 0),
	);
	article("draft.md", { title: of(titles, 10), date: new Date(now).toISOString(), draft: true }, of(sentences, 0));
	article(
		"warning.md",
		{
			title: of(titles, 11),
			date: new Date(now - 900 * HOUR).toISOString(),
			image: { url: "missing.jpg" },
			topics: [of(topics, 0)[1]],
		},
		of(sentences, 0),
	);
	write("broken.md", "---\ntitle: [\n---\n");
	write("undated.md", "---\ntitle: 2\ndate: 2026-11-31\n---\nText.\n");
}

/** Makes a body with every element that an article can contain. */
function longBody({ sentences, heading }: Texts): string {
	const [first, second, third] = sentences;
	return [
		`${first}[^1]`,
		second,
		`## ${heading}`,
		`| A | B | C |\n|---|--:|--:|\n| 2024 | 1.234 | 12 % |\n| 2025 | 5.678 | 48 % |\n| 2026 | 9.012 | 51 % |`,
		third,
		`> ${third}\n>\n> — ${second}`,
		`- ${first}\n- ${second}`,
		"```js\nconst tide = (hours) => Math.cos(hours / 12.42) * 2; // a comment that is longer than the column of text is wide on a phone\n```",
		`### ${heading}`,
		`${first} \`tide(6)\` ${second}`,
		"---",
		third,
		`[^1]: ${third}`,
	].join("\n\n");
}
