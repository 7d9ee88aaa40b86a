import { chance, zipf } from "./chance.ts";

/** A newsroom of any size, the same in each run, with 200 topics and 2,000 providers, both Zipf-distributed. */
const TOPICS = 200;
const PROVIDERS = 2000;

/** The approximate size of a body in bytes. One body in a hundred is longer. */
const BODY = 3000;
const LONG_BODY = 40_000;

const WORDS =
	"harbour council river market engine teacher garden winter signal archive bridge window paper season doctor copper valley letter station forest number island school summer motor people theatre village weather record".split(
		" ",
	);

/**
 * The number of names in the articles. They are Zipf-distributed: some are in nearly every article, most in only a few.
 */
const NAMES = 5000;
const SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa ye zi cha sto".split(" ");

const topicOf = zipf(TOPICS);
const providerOf = zipf(PROVIDERS);
const rankOf = zipf(NAMES);

/** Returns the name with this rank, where 0 is the most frequent. A name is a word of three or four syllables. */
export function nameOf(rank: number): string {
	let name = "";
	for (let rest = rank + SYLLABLES.length ** 2; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
		name = SYLLABLES[rest % SYLLABLES.length] + name;
	}
	return name;
}

/** An article, as a file and as the data of its feed entry. */
export interface Sample {
	path: string;
	title: string;
	/** ISO 8601. */
	date: string;
	link: string;
	topics: string[];
	provider: string;
	/** Markdown. */
	body: string;
	/** The whole file, with front matter. */
	text: string;
}

/** Returns the publication time of an article. One article is published every half hour, starting in 2020. */
function dateOf(index: number): Date {
	return new Date(Date.UTC(2020, 0, 1) + index * 1_800_000);
}

/**
 * Returns the article with this number.
 *
 * @param size size of the article's body in bytes
 */
export function articleOf(index: number, edition = 1, size = index % 100 === 0 ? LONG_BODY : BODY): Sample {
	const random = chance(index * 7919 + 17);
	const topics = [...new Set([topicOf(random()), topicOf(random())])].map((topic) => `Topic ${topic}`);
	const provider = `provider-${providerOf(random())}.example`;
	const words = (count: number) => Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]);
	const title = `${words(7).join(" ")} ${index}`;
	const paragraph = () => [...words(65), ...Array.from({ length: 5 }, () => nameOf(rankOf(random())))].join(" ");
	const paragraphs = Array.from({ length: Math.ceil(size / 500) }, () => `${paragraph()}.`);
	const date = dateOf(index).toISOString();
	const link = `https://${provider}/articles/${index}`;
	const body = `Edition ${edition}. ${paragraphs.join("\n\n")}\n`;
	const text = `---
title: "${title}"
date: ${date}
link: ${link}
topics: [${topics.join(", ")}]
provider: { name: ${provider.replace(".example", "")}, domain: ${provider} }
type: ${index % 7 === 0 ? "video" : "article"}
language: ${index % 10 === 0 ? "de" : "en"}
quality: ${Math.floor(random() * 100)}
---
${body}`;
	const path = `articles/${String(index % 1000).padStart(3, "0")}/${index}.md`;
	return { path, title, date, link, topics, provider, body, text };
}
