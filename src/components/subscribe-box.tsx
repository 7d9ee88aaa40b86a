import type { FC } from "hono/jsx";
import { FORMATS, type Format } from "../feed/feed.ts";
import { type ListedShow, ListenIn } from "./listen-in.tsx";

const NAMES: Record<Format, string> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** Web readers, and their subscription addresses, to which the percent-encoded feed URL is appended. */
const READERS: [name: string, address: string][] = [
	["Feedly", "https://feedly.com/i/subscription/feed/"],
	["Inoreader", "https://www.inoreader.com/?add_feed="],
	["Feedbin", "https://feedbin.com/?subscribe="],
	["NewsBlur", "https://www.newsblur.com/?url="],
	["The Old Reader", "https://theoldreader.com/feeds/subscribe?url="],
	["BazQux", "https://bazqux.com/add?url="],
];

/**
 * How to subscribe to a feed: with one click, or by its addresses.
 *
 * @param title of the feed
 * @param urls absolute URLs of the feed
 * @param show what makes it a podcast
 */
export const SubscribeBox: FC<{ title: string; urls: Record<Format, string>; show?: ListedShow | undefined }> = ({
	title,
	urls,
	show,
}) => (
	<section class="subscribe" id="subscribe" aria-labelledby="subscribe-heading">
		<h2 id="subscribe-heading">
			Subscribe to <bdi>{title}</bdi>
		</h2>
		<p>
			A feed is an address that you give to an app called a feed reader, which then shows you every new article.{" "}
			<a href="/about/feeds">More about feeds</a>
		</p>
		<p>
			<a class="button" href={`feed:${urls.rss}`} rel="noopener">
				Open in your reader
			</a>
		</p>
		{show ? <ListenIn feed={urls.rss} title={title} show={show} /> : null}
		<h3>Or in a reader on the web</h3>
		<ul class="chips">
			{READERS.map(([name, address]) => (
				<li>
					<a href={address + encodeURIComponent(urls.rss)} rel="noopener">
						{name}
					</a>
				</li>
			))}
		</ul>
		<h3>Or copy its address</h3>
		{FORMATS.map((format) => (
			<div class="field">
				<label for={`url-${format}`}>{NAMES[format]}</label>
				<div class="row">
					<input id={`url-${format}`} type="url" readonly value={urls[format]} dir="ltr" />
					<button
						type="button"
						class="copy"
						data-copy={urls[format]}
						aria-label={`Copy the ${NAMES[format]} address`}
						hidden
					>
						Copy
					</button>
				</div>
			</div>
		))}
		<p class="meta">All three hold the same articles. If in doubt, take RSS.</p>
	</section>
);
