import type { FC } from "hono/jsx";
import { counted } from "../../article/totals.ts";
import { ArticleCards } from "../../components/article-cards.tsx";
import { SubscribeBox } from "../../components/subscribe-box.tsx";
import type { Site } from "../../settings.ts";
import { type Fault, fieldId } from "./fields.tsx";
import type { Preview } from "./preview.ts";
import type { Filled } from "./query.ts";

/** Maximum number of articles in the preview. */
const SHOWN = 10;

interface ResultProps {
	site: Site;
	/** Undefined if the form has errors. */
	preview: Preview | undefined;
	filled: Filled;
	faults: readonly Fault[];
}

/** The preview and how to subscribe, or the errors. */
export const Result: FC<ResultProps> = ({ site, preview, filled, faults }) => (
	<section id="result" tabindex={-1} aria-labelledby="result-heading">
		{preview === undefined ? <Faults faults={faults} /> : <Contents site={site} preview={preview} filled={filled} />}
	</section>
);

const Faults: FC<{ faults: readonly Fault[] }> = ({ faults }) => (
	<div class="notice">
		<h2 id="result-heading">Something has to be changed</h2>
		<ul>
			{faults.map(({ name, message, instead = [] }) => (
				<li>
					{name === null ? message : <a href={`#${placeOf(name)}`}>{message}</a>}
					{instead.length === 0 ? null : <Instead choices={instead} />}
				</li>
			))}
		</ul>
	</div>
);

const Instead: FC<{ choices: NonNullable<Fault["instead"]> }> = ({ choices }) => (
	<ul class="chips">
		{choices.map(({ title, path }) => (
			<li>
				<a href={path}>
					Take <bdi>{title}</bdi> instead
				</a>
			</li>
		))}
	</ul>
);

const Contents: FC<{ site: Site; preview: Preview; filled: Filled }> = ({ site, preview, filled }) => (
	<>
		<h2 id="result-heading">
			<bdi>{preview.subject}</bdi>
		</h2>
		<p class="meta">
			{filled.values.size === 0 ? "All that is published here. " : null}
			{countOf(preview)} <a href="#subscribe">Subscribe</a>
		</p>
		{preview.items.length === 0 ? (
			<p class="notice">
				Nothing fits at the moment. Tick less, or subscribe all the same: the first article that fits comes to you by
				itself.
			</p>
		) : (
			<ArticleCards site={site} items={preview.items.slice(0, SHOWN)} />
		)}
		{preview.items.length > SHOWN ? (
			<p class="onward">
				<a href={preview.page}>See all that is in it</a>
			</p>
		) : null}
		<SubscribeBox title={preview.subject} urls={preview.urls} />
		<TakeAway preview={preview} filled={filled} />
	</>
);

const TakeAway: FC<{ preview: Preview; filled: Filled }> = ({ preview, filled }) => {
	const single = singleFeeds(filled);
	return (
		<section aria-labelledby="take-away">
			<h2 id="take-away">Or take it as a file</h2>
			<p>Nearly every feed reader imports OPML files, under «Import» or «Settings».</p>
			<ul>
				<li>
					<a href={preview.opml} download="feed.opml">
						This feed as an OPML file
					</a>
				</li>
				{single.size < 2 ? null : (
					<li>
						<a href={`/feeds.opml?${single}`} download="feeds.opml">
							The {single.size} topics and providers as a feed each, in an OPML file
						</a>
						, whatever else was chosen
					</li>
				)}
				<li>
					<a href={preview.page}>Its page</a>, to bookmark or to share
				</li>
			</ul>
		</section>
	);
};

/** `180 articles; the feed has the newest 50.` */
function countOf({ items, matches }: Preview): string {
	const all = counted(Math.max(matches.count, items.length), "article");
	if (!matches.isMore && matches.count <= items.length) return `${all} at the moment.`;
	const newest = items.length === 1 ? "the newest one" : `the newest ${items.length}`;
	return `${matches.isMore ? `More than ${all}` : all}; the feed has ${newest}.`;
}

/** The chosen stored feeds as parameters of `/feeds.opml`. */
function singleFeeds({ values }: Filled): URLSearchParams {
	const names = ["topic", "provider"];
	return new URLSearchParams(names.flatMap((name) => values.getAll(name).map((value) => [name, value])));
}

/** The form field of a parameter. */
function placeOf(name: string): string {
	if (name === "topic") return "topics";
	return name === "provider" ? "providers" : fieldId(name);
}
