/** A newsroom of any size, the same each time: so many articles of 200 topics and 2,000 providers, both Zipf-distributed. */
const TOPICS = 200;
const PROVIDERS = 2000;

/** A body has about so many bytes; of a hundred one has more. */
const BODY = 3000;
const LONG_BODY = 40_000;

const WORDS =
	"harbour council river market engine teacher garden winter signal archive bridge window paper season doctor copper valley letter station forest number island school summer motor people theatre village weather record".split(
		" ",
	);

/** Numbers from 0 to 1 that look like chance and are the same each time (mulberry32). */
function chance(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** Draws 0 … size − 1, each so often as Zipf's law says. */
function zipf(size: number): (random: number) => number {
	const sums: number[] = [];
	let sum = 0;
	for (let rank = 1; rank <= size; rank++) {
		sum += 1 / rank;
		sums.push(sum);
	}
	return (random) => {
		let [low, high] = [0, size - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((sums[middle] ?? 0) < random * sum) low = middle + 1;
			else high = middle;
		}
		return low;
	};
}

const topicOf = zipf(TOPICS);
const providerOf = zipf(PROVIDERS);

/** The article with that number. */
export function articleOf(index: number, edition = 1): { path: string; text: string } {
	const random = chance(index * 7919 + 17);
	const topics = new Set([topicOf(random()), topicOf(random())]);
	const provider = providerOf(random());
	const date = new Date(Date.UTC(2020, 0, 1) + index * 1_800_000).toISOString();
	const words = (count: number) => Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]);
	const title = words(7).join(" ");
	const size = index % 100 === 0 ? LONG_BODY : BODY;
	const paragraphs = Array.from({ length: Math.ceil(size / 500) }, () => `${words(70).join(" ")}.`);
	const text = `---
title: "${title} ${index}"
date: ${date}
link: https://provider-${provider}.example/articles/${index}
topics: [${[...topics].map((topic) => `Topic ${topic}`).join(", ")}]
provider: { name: Provider ${provider}, domain: provider-${provider}.example }
language: en
---
Edition ${edition}. ${paragraphs.join("\n\n")}
`;
	return { path: `articles/${String(index % 1000).padStart(3, "0")}/${index}.md`, text };
}
