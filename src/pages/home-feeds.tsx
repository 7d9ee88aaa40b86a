import type { FC } from "hono/jsx";
import { monthOf } from "../feed/archive.ts";
import type { Front } from "../feed/front.ts";
import { FeedList, FindForm } from "./feed-list.tsx";
import { KINDS } from "./kinds.ts";
import { SparklineLegend } from "./sparkline.tsx";

/** The topics and providers in which something was published last, or all that are called like what is looked for. */
export const HomeFeeds: FC<{ front: Front; find: string }> = ({ front, find }) => {
	const kinds = KINDS.map((kind) => ({ ...kind, ...front[kind.key] }));
	if (kinds.every(({ all }) => all === 0)) return null;
	const isWhole = kinds.every(({ all, shown }) => shown.length === all);
	// Where sparklines end.
	const until = monthOf(front.newest);
	return (
		<>
			<FindForm path="/" label="Find a topic or a provider" find={find} list={isWhole ? "feeds" : undefined} />
			{kinds.every(({ found }) => found === 0) ? <NothingFound find={find} /> : <SparklineLegend until={until} />}
			<div id="feeds">
				{kinds.map(({ path, title, found, shown }) =>
					found === 0 ? null : (
						<section aria-labelledby={title}>
							<h2 id={title}>{title}</h2>
							<FeedList feeds={shown} until={until} />
							{shown.length === found ? null : (
								<p class="onward">
									<a href={find === "" ? path : `${path}?${new URLSearchParams({ find })}`}>
										All {found} {title.toLowerCase()}
									</a>
								</p>
							)}
						</section>
					),
				)}
			</div>
		</>
	);
};

/** The word may be in articles, where names do not have it. */
export const NothingFound: FC<{ find: string }> = ({ find }) => (
	<div class="notice">
		<p>
			Nothing here is called <bdi>«{find}»</bdi>. You can{" "}
			<a href={`/select?${new URLSearchParams({ q: find })}`}>look for articles with these words</a> instead.
		</p>
	</div>
);
