import { feedPath } from "../feed/feed.ts";
import type { NearFeed } from "../feed/feed-names.ts";
import type { Site } from "../settings.ts";
import { Page } from "./layout.tsx";

const HEADINGS: Record<number, string> = {
	400: "This address is not understood",
	401: "A token is needed",
	403: "This is not for everybody",
	404: "Page not found",
	405: "This address cannot do that",
	410: "This is gone",
	414: "This address is too long",
	503: "Not ready yet",
};

/** Statuses whose page offers a search. */
const IS_SEARCHABLE = new Set([400, 404, 410, 414]);

/** An error for people: what happened, and what to do. */
export const ErrorPage = ({
	site,
	pathname,
	status,
	message,
	near,
}: {
	site: Site;
	pathname: string;
	status: number;
	message: string;
	near: readonly NearFeed[];
}) => {
	const heading = HEADINGS[status] ?? "Something went wrong";
	return (
		<Page site={site} title={heading} head={<meta name="robots" content="noindex" />}>
			<h1>{heading}</h1>
			<p class="lead">{message}</p>
			{near.length > 0 ? <Near feeds={near} /> : null}
			{IS_SEARCHABLE.has(status) ? <Search words={wordsIn(pathname)} /> : null}
			<p>
				Or go to <a href="/">the home page</a>, or see <a href="/topics">all topics</a>.
			</p>
		</Page>
	);
};

/**
 * Shown to people while a setting is invalid: which one, and how to fix it. Without the frame of the site, which needs
 * settings.
 */
export const SettingsPage = ({ problems }: { problems: readonly string[] }) => (
	<Page
		site={{ title: "Newsstand", language: "en" }}
		title="A setting is invalid"
		head={<meta name="robots" content="noindex" />}
	>
		<h1>A setting is invalid</h1>
		<p class="lead">The site works again as soon as this is fixed.</p>
		<ul>
			{problems.map((problem) => (
				<li>{problem}</li>
			))}
		</ul>
		<p>
			Settings are in <code>wrangler.toml</code>, below <code>[vars]</code>; on your own machine <code>.dev.vars</code>{" "}
			overrides them. A change takes effect there when you save it, and on Cloudflare with <code>npm run deploy</code>.
		</p>
	</Page>
);

const Near = ({ feeds }: { feeds: readonly NearFeed[] }) => (
	<section>
		<h2>Did you mean one of these?</h2>
		<ul class="chips">
			{feeds.map(({ name, title }) => (
				<li>
					<a href={feedPath(name)}>
						<bdi>{title}</bdi>
					</a>
				</li>
			))}
		</ul>
	</section>
);

const Search = ({ words }: { words: string }) => (
	<form class="row" action="/select">
		<div class="field">
			<label for="q">Search the articles</label>
			<input id="q" name="q" type="search" value={words} maxlength={200} dir="auto" required />
		</div>
		<button type="submit">Search</button>
	</form>
);

/** Search words from an address: `/articles/2026-05-04-spring-tide.html` → `spring tide`. */
function wordsIn(pathname: string): string {
	// Never show a subscriber's token.
	if (pathname.startsWith("/private/")) return "";
	const last = pathname.split("/").findLast((part) => part !== "") ?? "";
	try {
		const name = decodeURIComponent(last).replace(/^[\d-]+-|\.\w+$/g, "");
		return name
			.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
			.trim()
			.slice(0, 60);
	} catch {
		return "";
	}
}
