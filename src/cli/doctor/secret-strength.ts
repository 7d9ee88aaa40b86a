import { error, type Fault, warning } from "../verify/finding.ts";

/** The secrets that a site may have (`docs/deploying.md`), besides the tokens for the hosts of its repositories. */
export const SECRETS = [
	"PUBLISH_TOKEN",
	"API_TOKENS",
	"PRIVATE_FEEDS_SECRET",
	"GITHUB_WEBHOOK_SECRET",
	"GITLAB_WEBHOOK_SECRET",
	"FORGEJO_WEBHOOK_SECRET",
	"ARTICLES_WEBHOOK_SECRET",
	"GHOST_WEBHOOK_SECRET",
	"GITHUB_TOKEN",
	"GITLAB_TOKEN",
	"FORGEJO_TOKEN",
] as const;

/** Fewer characters than this can be guessed, or are a word. */
const SHORT = 20;
/** With fewer different characters than this it is no random text. */
const FEW = 8;

const MEND =
	"Put a random text there, such as `openssl rand -base64 32` prints. What others know of it has to be changed too.";

/** What is wrong with secrets by themselves: too easy to guess, or one for two things. */
export function secretFaults(held: Record<string, string | undefined>): Fault[] {
	const values = Object.entries(held).flatMap(([name, text = ""]) =>
		ours(name, text).map((value) => ({ name, value })),
	);
	const faults = values
		.filter(({ value }) => isWeak(value))
		.map(({ name }) => error(`${name} is easy to guess.`, MEND));
	for (const [index, { name, value }] of values.entries()) {
		const twin = values.slice(0, index).find((other) => other.name !== name && other.value === value);
		if (twin === undefined) continue;
		const what = `${twin.name} and ${name} are the same, so who has the one has the other.`;
		faults.push(error(what, "Make another for one of them."));
	}
	const lines = (held.API_TOKENS ?? "").split("\n").filter((line) => line.trim() !== "");
	for (const line of lines) {
		if (/^\s*\S+\s+(read|publish)\s+\S+\s*$/.test(line)) continue;
		const mend = "Write a line for each: its name, the word read or publish, and the token.";
		faults.push(error("API_TOKENS has a line that is not understood, so its token opens nothing.", mend));
	}
	if (ours("PUBLISH_TOKEN", held.PUBLISH_TOKEN ?? "").length > 2) {
		faults.push(warning("PUBLISH_TOKEN holds more than two tokens.", "Take away those that nobody uses any more."));
	}
	return faults;
}

/** The values of a secret that the operator made; those of `API_TOKENS` are the third word of each line. */
function ours(name: string, text: string): string[] {
	if (name === "API_TOKENS") return text.split("\n").flatMap((line) => line.trim().split(/\s+/)[2] ?? []);
	const isOurs = name === "PUBLISH_TOKEN" || /_SECRET$/.test(name);
	return isOurs ? text.split(/\s+/).filter((value) => value !== "") : [];
}

function isWeak(value: string): boolean {
	return value.length < SHORT || new Set(value).size < FEW;
}
