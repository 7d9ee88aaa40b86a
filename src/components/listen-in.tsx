import type { FC } from "hono/jsx";
import { marksFor, wordsFor } from "../words/words.ts";

/** The properties of a show that determine the links to podcast apps. */
export interface ListedShow {
	/** The show's id in Apple's directory. */
	appleId?: string | undefined;
}

/**
 * Returns URLs that open a show in podcast apps, as documented by the apps' makers. URLs that contain the show's Apple
 * id are ordinary web URLs.
 */
function apps(feed: string, title: string, { appleId }: ListedShow): [name: string, address: string][] {
	const bare = feed.replace(/^https?:\/\//, "");
	const isListed = appleId !== undefined;
	return [
		["Apple Podcasts", isListed ? `https://podcasts.apple.com/podcast/id${appleId}` : `podcast://${bare}`],
		["Pocket Casts", `pktc://subscribe/${bare}`],
		[
			"Overcast",
			isListed
				? `https://overcast.fm/itunes${appleId}`
				: `overcast://x-callback-url/add?url=${encodeURIComponent(feed)}`,
		],
		[
			"AntennaPod",
			`https://antennapod.org/deeplink/subscribe?url=${encodeURIComponent(feed)}&title=${encodeURIComponent(title)}`,
		],
	];
}

/** Renders links that open a show in podcast apps. */
export const ListenIn: FC<{ language: string; feed: string; title: string; show: ListedShow }> = ({
	language,
	feed,
	title,
	show,
}) => (
	<div class="rest" {...marksFor(language)}>
		<h2 class="day">{wordsFor(language).follow.podcast}</h2>
		<ul class="chips">
			{apps(feed, title, show).map(([name, address]) => (
				<li>
					<a class="chip" href={address} rel="noopener">
						{name}
					</a>
				</li>
			))}
		</ul>
	</div>
);
