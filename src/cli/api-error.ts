import * as z from "zod";
import { refusal } from "./api-answers.ts";
import { Outage } from "./outage.ts";

/** The site did not do what it was asked: it refused, or nothing came back that can be understood. */
export class ApiError extends Outage {
	/** The HTTP status; null if there was no answer, or none that was understood. */
	readonly status: number | null;
	/** Why, in the Worker's own words; null if it said nothing. */
	readonly reason: string | null;
	/** Whether the same request may succeed in a moment. */
	readonly isTransient: boolean;

	constructor(message: string, status: number | null, isTransient: boolean, reason: string | null = null) {
		super(message);
		this.status = status;
		this.reason = reason;
		this.isTransient = isTransient;
	}
}

/** What came back over HTTP. */
export interface Answer {
	status: number;
	/** Where a redirect leads to. */
	location: string | null;
	text: string;
}

const ADVICE = new Map([
	[401, "Check that PUBLISH_TOKEN is a token of that site: its secret PUBLISH_TOKEN, or one of its API_TOKENS"],
	[403, "Check that the token has the scope publish, and that nothing in front of the site turns programs away"],
	[404, "Check that this is the address of a Newsstand, without a path"],
]);

/**
 * An answer other than success.
 *
 * @param base the address of the site
 * @param path what was asked for
 */
export function refused(base: string, path: string, { status, location, text }: Answer): ApiError {
	const said = parse(refusal, text)?.error.replace(/\.$/, "") ?? null;
	const reason = said ?? (isPage(text) ? "that is a web page" : "it gave no reason");
	const isRedirect = status >= 300 && status < 400;
	const elsewhere = URL.parse(location ?? "", base)?.origin ?? "another address";
	const what = isRedirect ? `sends on to ${elsewhere}` : `answered ${status} to ${path}: ${reason}`;
	const advice = isRedirect
		? "The token is not sent there; if that is your site, name its address"
		: ADVICE.get(status);
	const message = `${base} ${what}${advice === undefined ? "" : `. ${advice}`}`;
	return new ApiError(message, status, status === 429 || status >= 500, said);
}

/** No answer at all. */
export function unanswered(base: string, error: unknown): ApiError {
	// Node hides what happened to the connection below its own `fetch failed`.
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = z.object({ code: z.string() }).safeParse(cause).data?.code;
	const what = code ?? (cause instanceof Error ? cause.message : String(cause));
	return new ApiError(`${base} does not answer (${what})`, null, true);
}

/** What a text says; an error for what is not JSON or not of that shape. */
export function understood<T>(base: string, path: string, schema: z.ZodType<T>, text: string): T {
	const answer = parse(schema, text);
	if (answer !== undefined) return answer;
	const what = isPage(text) ? "with a web page" : "with something that was not understood";
	throw new ApiError(`${base} answered ${what} to ${path}. ${ADVICE.get(404)}`, null, false);
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
	try {
		return schema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}

function isPage(text: string): boolean {
	return /^\s*</.test(text);
}
