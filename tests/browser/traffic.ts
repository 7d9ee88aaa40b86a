import type { BrowserContext, Request, Route } from "playwright-core";
import { pictureOf } from "./picture.ts";

/** What a test allows a page to do. */
export interface Expectations {
	/** The site's address, without a trailing slash. */
	site: string;
	/** URLs that may return an error, each with its expected status. */
	errors: ReadonlyMap<string, number>;
	/** Another site that the reader contacts on purpose, such as a video host. */
	asks?: RegExp | undefined;
}

/**
 * Watches all pages of a browser context. No request leaves this machine: responses from other sites are generated
 * here.
 *
 * @returns the problems found so far, as sentences. More are added to this list while the pages are used
 */
export async function watch(context: BrowserContext, { site, errors, asks }: Expectations): Promise<string[]> {
	const failures: string[] = [];
	const isElsewhere = (url: URL) => url.origin !== site;
	await context.exposeBinding("violated", (_, what: string) => failures.push(`The policy forbids ${what}`));
	await context.addInitScript(() => {
		document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
			Reflect.get(globalThis, "violated")(`${effectiveDirective} ${blockedURI}`);
		});
	});
	context.on("console", (message) => {
		// Error statuses are checked below, so ignore the console's message about them.
		if (/^Failed to load resource: the server responded/.test(message.text())) return;
		// Requests to other sites are checked below. When Chromium leaves a page, it may send a request without calling the
		// route handler.
		if (/^Failed to load resource: net::/.test(message.text()) && isElsewhere(new URL(message.location().url))) return;
		failures.push(`The console shows: ${message.text()}`);
	});
	context.on("weberror", (error) => failures.push(`A script fails: ${error.error()}`));
	context.on("response", (response) => {
		const [url, status] = [response.url(), response.status()];
		if (status >= 400 && errors.get(url) !== status) failures.push(`${url} returns ${status}`);
	});

	context.on("request", (request) => {
		const failure = isElsewhere(new URL(request.url())) ? strange(request, asks) : undefined;
		if (failure !== undefined) failures.push(failure);
	});
	await context.route(isElsewhere, (route: Route) => route.fulfill(answerTo(route.request())));
	return failures;
}

/**
 * Explains why a request to another site is not allowed. Returns undefined for allowed requests, such as those that
 * load pictures without sending a referrer.
 */
function strange(request: Request, asks: RegExp | undefined): string | undefined {
	const [url, type] = [request.url(), request.resourceType()];
	if (asks?.test(url)) return undefined;
	if (type !== "image") return `The page requests a ${type} from another site: ${url}`;
	const { referer } = request.headers();
	return referer === undefined ? undefined : `The request to ${url} reveals that someone is reading ${referer}`;
}

function answerTo(request: Request): { contentType: string; body: string } {
	if (request.resourceType() === "image") return { contentType: "image/svg+xml", body: pictureOf(request.url()) };
	return { contentType: "text/html; charset=utf-8", body: "<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>" };
}
