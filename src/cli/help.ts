import { nearest } from "../feed/feed-names.ts";
import { PACKAGE } from "./site/find-site.ts";

/** The help text of a command. */
interface CommandHelp {
	/** A line for the list of commands. */
	summary: string;
	/** The possible forms of the command line. */
	forms: string[];
	/** The options with their values and descriptions. */
	options?: [option: string, does: string][];
	/** Lines to show below the options. */
	notes?: string[];
	/** Command lines to copy. */
	examples: string[];
}

const RUN = "npm run newsstand --";
/** How to run a command outside a site's folder. */
const PACKAGE_RUN = `npx ${PACKAGE}`;

const TO_LOCAL = "The site's address (default: the site that `npm start` runs on this machine)";
const TOKEN_NOTE =
	"The token is read from the environment variable PUBLISH_TOKEN, or from .deployed.vars (for a site deployed from here) or .dev.vars (for the local site).";

/** Help for each command, in the order in which they are listed. */
const HELP = {
	init: {
		summary: "Create a folder for a new site, with settings, sample articles and a README.",
		forms: [`${PACKAGE_RUN} init [--yes] [--from SOURCE] FOLDER`, `${PACKAGE_RUN} init --from-clone DIR FOLDER`],
		options: [
			[
				"--from SOURCE",
				"Start with existing articles: a blog's folder or Git repository, a WordPress or Ghost export, or a feed",
			],
			["--yes", "Use the defaults without asking"],
			["--from-clone DIR", "Move the site from DIR, a clone of Newsstand's repository, to FOLDER"],
		],
		notes: ["FOLDER must be new or empty. If init fails, it creates nothing."],
		examples: [`${PACKAGE_RUN} init my-newsroom`, `${PACKAGE_RUN} init --from ~/my-blog my-newsroom`],
	},
	start: {
		summary: "Serve folders on this machine, and publish changes as you save them.",
		forms: ["npm start -- [--port N] [--state DIR] [--remove] [FOLDER…]"],
		options: [
			["--port N", "Port to listen on (default: 8787)"],
			["--state DIR", "Where the local site stores its data (default: .wrangler/newsstand)"],
			["--remove", "Allow the first sync to unpublish more than half of the articles"],
		],
		notes: ["Without FOLDER, serves the sample newsroom in content/. Stop it with Ctrl-C."],
		examples: ["npm start", "npm start -- --port 8899 ~/articles"],
	},
	adopt: {
		summary:
			"Move a blog to Newsstand. Detects how the blog's generator builds addresses and guids, so that they all stay the same.",
		forms: [
			`${RUN} adopt [--dry-run] [--generator NAME] [--content DIR] [--site-url URL] [--title TEXT] [--language CODE] [--time-zone ZONE] [--permalink PATTERN] [--guid PATTERN] [--feed FEED] FOLDER`,
			`${RUN} adopt --undo FOLDER`,
		],
		options: [
			["--dry-run", "Show what would be written, without writing anything"],
			["--undo", "Restore the files that adopt wrote for FOLDER"],
			[
				"--feed FEED",
				"Address or saved copy of the blog's old feed. Articles keep the ids and dates that they have in it. Can be repeated",
			],
			["--generator NAME", "The generator, if it is not recognized: jekyll, hugo, astro, …"],
			["--content DIR", "The folder with the articles, if adopt finds the wrong one. Can be repeated"],
			["--site-url URL", "The address of the old site, such as https://blog.example.org"],
			["--title TEXT", "The title of the site"],
			["--language CODE", "The language of the site, such as en or pt-BR"],
			["--time-zone ZONE", "The time zone for dates that do not include one, such as Europe/Berlin"],
			["--permalink PATTERN", "The address of an article on the old site, such as /:year/:month/:title/"],
			["--guid PATTERN", "The guid of an article in the old feed, if guids and addresses differ"],
		],
		notes: [
			"FOLDER is your blog's repository. Its configuration is read, but not executed. adopt writes _defaults.yaml, _redirects.yaml",
			"and _addresses.yaml next to your articles, and [vars] in wrangler.toml. Lines that you wrote yourself are kept.",
		],
		examples: [
			`${RUN} adopt --dry-run ../my-blog --feed https://blog.example.org/feed.xml`,
			`${RUN} adopt ../my-blog --permalink /blog/:title/`,
		],
	},
	check: {
		summary: "Find problems in folders, without a server.",
		forms: [`${RUN} check [--all | --json] [FOLDER…]`],
		options: [
			["--all", "List every place where a problem occurs, not just the first three"],
			["--json", "Print the result as JSON"],
		],
		notes: [
			"Without FOLDER, checks content/. The exit code is 1 if there are errors, and 0 if there are only warnings.",
		],
		examples: [`${RUN} check ~/articles`, `${RUN} check --json ~/articles > problems.json`],
	},
	publish: {
		summary: "Sync folders to a live site: upload changes, unpublish what you deleted.",
		forms: [`${RUN} publish [--remove] --to URL FOLDER…`],
		options: [
			["--to URL", "The site's address, such as https://news.example.org"],
			["--remove", "Allow unpublishing more than half of the articles"],
		],
		notes: ["Only articles published with the same token are unpublished.", TOKEN_NOTE],
		examples: [
			`${RUN} publish ~/articles --to https://news.example.org`,
			`PUBLISH_TOKEN=… ${RUN} publish --remove ~/articles --to https://news.example.org`,
		],
	},
	deploy: {
		summary: "Deploy the site to Cloudflare, or update it.",
		forms: ["npm run deploy", "npm run deploy -- --take-over DOMAIN"],
		options: [["--take-over DOMAIN", "Use DOMAIN even though another site answers there now"]],
		notes: ["Creates the queues, the KV namespace and the secrets that are missing. Safe to run again at any time."],
		examples: ["npm run deploy", "npm run deploy -- --take-over news.example.org"],
	},
	verify: {
		summary: "Test a live site or feed the way feed readers use it.",
		forms: [
			`${RUN} verify [--json] URL`,
			`${RUN} verify [--json] URL --against OLD_FEED`,
			`${RUN} verify [--json] --podcast URL`,
		],
		options: [
			["--against OLD_FEED", "Check that URL keeps every id, date and link of the feed that it replaces"],
			["--podcast", "Check what Apple, Spotify and YouTube require of a podcast. URL is its RSS feed"],
			["--json", "Print the result as JSON"],
		],
		notes: [
			"Works with any feed, not only feeds from Newsstand sites. Sends at most 100 requests.",
			"OLD_FEED is an address or a saved copy. With --against, requests every link of the old feed from the site at URL.",
		],
		examples: [
			`${RUN} verify https://news.example.org`,
			`${RUN} verify --podcast https://news.example.org/topics/harbour-talk.rss`,
		],
	},
	upgrade: {
		summary: "Bring wrangler.toml up to date with the installed version of Newsstand.",
		forms: [`${RUN} upgrade [--yes | --dry-run]`],
		options: [
			["--yes", "Change wrangler.toml without asking"],
			["--dry-run", "Only show what would change"],
		],
		notes: ["Your settings and comments are kept. To deploy the new version afterwards: npm run deploy"],
		examples: [`${RUN} upgrade`, `${RUN} upgrade --dry-run`],
	},
	remove: {
		summary: "List the site's Cloudflare resources and, once you confirm with --delete, delete them.",
		forms: [`${RUN} remove [--delete NAME]`],
		options: [
			["--delete NAME", "Delete all of these resources. To confirm, NAME must be the site's name in wrangler.toml"],
		],
		notes: ["Nothing in this folder is deleted. Back up first: npm run newsstand -- help export"],
		examples: [`${RUN} remove`, `${RUN} remove --delete my-newsroom`],
	},
	doctor: {
		summary: "Check this machine, your settings, secrets and folders (and a live site with --to) for problems.",
		forms: [`${RUN} doctor [--json] [--to URL] [--port N] [FOLDER…]`],
		options: [
			["--to URL", "Also check the live site at this address"],
			["--port N", "The port that `npm start` will use (default: 8787)"],
			["--json", "Print the result as JSON"],
		],
		examples: [`${RUN} doctor`, `${RUN} doctor --to https://news.example.org ~/articles`],
	},
	jobs: {
		summary: "Show the sync jobs of the Git repositories that a site follows, and retry failed jobs.",
		forms: [`${RUN} jobs [--to URL] [--json] [ID]`, `${RUN} jobs retry ID [--to URL]`],
		options: [
			["--to URL", TO_LOCAL],
			["--json", "Print the result as JSON"],
		],
		notes: ["ID can be the first few characters of a job's ID.", TOKEN_NOTE],
		examples: [`${RUN} jobs --to https://news.example.org`, `${RUN} jobs retry 0198bbbb --to https://news.example.org`],
	},
	token: {
		summary: "Create, list and revoke private feed links.",
		forms: [
			`${RUN} token new --for NAME [--feeds FEED,…] [--expires DATE] [--to URL]`,
			`${RUN} token list [--to URL]`,
			`${RUN} token revoke ID [--to URL]`,
		],
		options: [
			["--for NAME", "Name of the person the link is for, as shown by token list"],
			["--feeds FEED,…", "Limit the link to these feeds, such as topics/ai,providers/example.org (default: all)"],
			["--expires DATE", "The date on which the link stops working, such as 2027-12-31"],
			["--to URL", TO_LOCAL],
		],
		notes: [
			"Private feeds include members-only articles. ID can be the first few characters of a token's ID.",
			TOKEN_NOTE,
		],
		examples: [
			`${RUN} token new --for "Anna" --feeds topics/ai --to https://news.example.org`,
			`${RUN} token revoke 01234567 --to https://news.example.org`,
		],
	},
	export: {
		summary: "Back up everything on a site into a new folder.",
		forms: [`${RUN} export --from URL DIR`],
		options: [["--from URL", "The site's address"]],
		notes: ["The backup contains names and secrets of subscribers. Store it where only you can read it.", TOKEN_NOTE],
		examples: [
			`${RUN} export --from https://news.example.org backup-2026-11-30`,
			`${RUN} export --from http://localhost:8787 backup-local`,
		],
	},
	restore: {
		summary: "Restore a backup to an empty site.",
		forms: [`${RUN} restore --to URL DIR`, `${RUN} restore --give-up --to URL`],
		options: [
			["--to URL", "The empty site to restore DIR to. To resume an interrupted restore, run the command again"],
			["--give-up", "Cancel an unfinished restore, and empty the site again"],
		],
		notes: [TOKEN_NOTE],
		examples: [
			`${RUN} restore --to https://news.example.org backup-2026-11-30`,
			`${RUN} restore --give-up --to https://news.example.org`,
		],
	},
	import: {
		summary: "Turn a WordPress or Ghost export, or any feed, into a folder of articles.",
		forms: [
			`${RUN} import wordpress [--media] [--pages] [--dry-run] EXPORT.xml… FOLDER`,
			`${RUN} import ghost [--media] [--pages] [--dry-run] [--site URL] EXPORT.json FOLDER`,
			`${RUN} import feed [--media] [--dry-run] FILE|URL FOLDER`,
		],
		options: [
			["--media", "Download pictures, audio and video into the folder"],
			["--pages", "Import pages as well as posts"],
			["--site URL", "The address of the Ghost site, which Ghost exports do not include"],
			["--dry-run", "Show what would be imported, without writing anything"],
		],
		notes: [
			"Keeps guids, addresses and dates, so subscribers do not see any article twice. Drafts and private posts stay unpublished.",
			"Run it again with a newer export at any time: files you have edited are never overwritten.",
		],
		examples: [
			`${RUN} import wordpress --media export.xml ~/articles`,
			`${RUN} import feed https://blog.example.org/feed ~/articles`,
		],
	},
	draft: {
		summary: "Turn plain text files into articles with front matter, for you to correct.",
		forms: [`${RUN} draft [--out DIR] FILE…`],
		options: [["--out DIR", "Write the articles to DIR instead of next to each FILE"]],
		notes: ["FILE is a .txt or .md file without front matter. Nothing is ever overwritten."],
		examples: [`${RUN} draft notes/tide.txt`, `${RUN} draft --out articles notes/*.txt`],
	},
} satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof HELP;

export const COMMAND_NAMES = Object.keys(HELP);

/** Whether there is a command with this name. */
export function isCommand(name: string): name is CommandName {
	return Object.hasOwn(HELP, name);
}

/** Returns the usage of a command on one line, to append to an error message. */
export function usageOf(name: CommandName): string {
	return `Usage: ${HELP[name].forms.join(", or ")}`;
}

/** Returns the list of commands. */
export function overview(): string {
	const all = [...Object.entries(HELP).map(([name, { summary }]) => [name, summary] as const)];
	const lines = [
		...all,
		["help", "Show help for a command."] as const,
		["--version", "Show the version."] as const,
	].map(twoColumns(11));
	return [
		"Newsstand turns a folder of articles into RSS, Atom and JSON feeds.",
		`Usage: ${RUN} COMMAND`,
		lines.join("\n"),
		`For the options and examples of a command, such as publish: ${RUN} help publish`,
	].join("\n\n");
}

/** Returns the full help for one command. */
export function helpFor(name: CommandName): string {
	const { summary, forms, options = [], notes = [], examples }: CommandHelp = HELP[name];
	const width = Math.max(0, ...options.map(([option]) => option.length)) + 2;
	const usage = forms.length === 1 ? [`Usage: ${forms[0]}`] : ["Usage:", ...forms.map(indented)];
	const paragraphs = [
		[summary],
		usage,
		options.length === 0 ? [] : ["Options:", ...options.map(twoColumns(width))],
		notes,
		["Examples:", ...examples.map(indented)],
	];
	return paragraphs
		.filter(({ length }) => length > 0)
		.map((lines) => lines.join("\n"))
		.join("\n\n");
}

function indented(text: string): string {
	return `  ${text}`;
}

function twoColumns(width: number): (row: readonly [string, string]) => string {
	return ([first, second]) => indented(first.padEnd(width) + second);
}

/**
 * Suggests a similar name: ` Did you mean --port?`, with the leading space. Returns an empty string if no name is
 * similar.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
	const [near] = nearest(typed, names, 1, Math.ceil(typed.replace(/^-+/, "").length / 3));
	return near === undefined ? "" : ` Did you mean ${near}?`;
}
