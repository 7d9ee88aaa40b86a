/**
 * All log events and their fields, as documented in `docs/metrics.md`. Counts are integers, `ms` is a duration in
 * milliseconds, and `error` is any thrown value. Log events never contain article content, source paths, tokens or
 * subscribers' URLs. Callback URLs are reduced to their hosts.
 */
interface Events {
	publication: { by: string; added: number; changed: number; removed: number; refused: number; problems: number };
	flush: { done: number; failed: number; left: number; ms: number };
	"flush entry": { entry: string; tries: number; error: unknown };
	purge: { tags: number; error: unknown };
	announcement: { feeds: number; error: unknown };
	upkeep: { task: string; source: string | null; error: unknown };
	file: { hash: string; error: unknown };
	webhook: { sender: string; status: number; ms: number };
	job: {
		job: string;
		repository: string;
		cause: string;
		state: string;
		added: number;
		changed: number;
		removed: number;
		ms: number;
	};
	"job step": { job: string; step: string; tries: number; error: unknown };
	"commit status": { job: string; error: unknown };
	verification: { mode: string; host: string; verdict: string; ms: number };
	distribution: { topic: string; subscriptions: number };
	delivery: {
		topic: string;
		delivered: number;
		failed: number;
		gone: number;
		untried: number;
		hosts: string[];
		ms: number;
	};
	ping: { host: string; urls: number; ms: number };
	hub: { task: string; error: unknown };
	queue: { kind: string; attempts: number; error: unknown };
	"dead letter": { kind: string; error: unknown };
	readership: { error: unknown };
	report: { part: string; error: unknown };
	requests: { today: number; limit: number };
	"rate limit": { path: string };
	busy: { refused: number };
	error: { method: string; path: string; error: unknown };
}

/**
 * Writes an event to the log as one line of JSON: for example, `{"event":"flush","done":3,…}`. Events with an error are
 * written with `console.error`.
 */
export function log<Name extends keyof Events>(event: Name, fields: Events[Name]): void {
	if ("error" in fields) console.error(JSON.stringify({ event, ...fields, error: errorText(fields.error) }));
	else console.log(JSON.stringify({ event, ...fields }));
}

/** Maximum number of characters of an error message that are processed, and maximum number that are logged. */
const MAX_LINE_LENGTH = 2000;
const MAX_ERROR_LENGTH = 200;

/**
 * Formats an error as one line. Error messages may quote private data, such as a draft or a URL that grants access, so
 * quoted text is removed and URLs are reduced to their hosts.
 */
function errorText(error: unknown): string {
	const [line = ""] = String(error).split("\n");
	return line
		.slice(0, MAX_LINE_LENGTH)
		.replaceAll(/"[^"]*"?/g, '"…"')
		.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#@]*@)?([^\s/?#]+)[^\s]*/gi, "$1$2/…")
		.replaceAll(/\/private\/[^\s]+/gi, "/private/…")
		.slice(0, MAX_ERROR_LENGTH)
		.toWellFormed();
}
