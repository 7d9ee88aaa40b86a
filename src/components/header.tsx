import type { FC } from "hono/jsx";
import { directionOf } from "../article/language.ts";
import { feedPath } from "../feed/feed.ts";
import type { Navigation } from "../feed/feed-index.ts";
import { LOGO_PATH } from "../identity/icons.ts";
import { isOwnPicture, type SiteLink } from "../identity/read-identity.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { FollowButton, type FollowTarget } from "./follow.tsx";
import type { FramedSite } from "./framed-site.ts";

interface HeaderProps {
	site: FramedSite;
	nav: Navigation | null;
	followed: FollowTarget | null;
	/** Whether the Follow button is outlined rather than filled. */
	quiet: boolean;
	isHome: boolean;
	hasSearch: boolean;
}

export const Header: FC<HeaderProps> = ({ site, nav, followed, quiet, isHome, hasSearch }) => {
	const { nav: words } = wordsFor(site.language);
	const { title, language, description = "", logo, menu } = site;
	const links = menu?.header ?? [];
	const hasFeeds = nav !== null && nav.allTopics + nav.sources > 0;
	return (
		<header class={isHome ? "top home" : "top"}>
			<div class="in">
				<div class="name">
					<a href="/" lang={language} dir={directionOf(language)}>
						{logo === undefined ? null : (
							<img class="logo" src={isOwnPicture(logo) ? LOGO_PATH : logo} alt="" height={32} />
						)}
						{title}
					</a>
				</div>
				{!hasFeeds && links.length === 0 ? null : (
					<nav class="main" aria-label={words.main} {...marksFor(language)}>
						{nav !== null && nav.allTopics > 0 ? <a href="/topics">{words.topics}</a> : null}
						{nav !== null && nav.sources > 1 ? <a href="/providers">{words.sources}</a> : null}
						<Links links={links} language={language} />
					</nav>
				)}
				{hasSearch ? null : <Search site={site} />}
				{followed === null ? null : <FollowButton site={site} followed={followed} quiet={quiet} />}
				{isHome && description !== "" ? <p class="tag">{description}</p> : null}
			</div>
		</header>
	);
};

/** Renders the links that the settings add to the header, in the site's language. */
const Links: FC<{ links: readonly SiteLink[]; language: string }> = ({ links, language }) => (
	<>
		{links.map(({ name, url }) => (
			<a href={url} lang={language} dir={directionOf(language)}>
				{name}
			</a>
		))}
	</>
);

/** Renders a search field or, on small screens, a link to the search page. */
const Search: FC<{ site: FramedSite }> = ({ site: { language } }) => {
	const { nav, search } = wordsFor(language);
	const marks = marksFor(language);
	return (
		<>
			<search aria-label={nav.search} {...marks}>
				<form action="/search">
					<Glass />
					<label class="vh" for="search" {...marks}>
						{search.field}
					</label>
					<input
						id="search"
						class="field"
						type="search"
						name="q"
						maxlength={200}
						placeholder={nav.search}
						dir="auto"
						{...marks}
					/>
					<button type="submit" class="vh" tabindex={-1} {...marks}>
						{nav.search}
					</button>
				</form>
			</search>
			<a class="find" href="/search" aria-label={nav.search} {...marks}>
				<Glass />
			</a>
		</>
	);
};

const Glass = () => (
	<svg
		viewBox="0 0 20 20"
		width="18"
		height="18"
		fill="none"
		stroke="currentColor"
		stroke-width="1.8"
		aria-hidden="true"
	>
		<circle cx="8" cy="8" r="5.5" />
		<path d="m12 12 6 6" />
	</svg>
);

/** Renders the most active topics in one row, which scrolls on small screens. */
export const TopicBar: FC<{ site: FramedSite; nav: Navigation | null; current: string | undefined }> = ({
	site: { language },
	nav,
	current,
}) => {
	if (nav === null || nav.topics.length < 2) return null;
	const { nav: words } = wordsFor(language);
	return (
		<nav class="bar" aria-label={words.topics} {...marksFor(language)}>
			<ul class="in">
				{nav.topics.map(({ name, title }) => (
					<li>
						<a href={feedPath(name)} aria-current={name === current ? "page" : undefined}>
							<bdi>{title}</bdi>
						</a>
					</li>
				))}
				<li>
					<a href="/topics">{words.topicsAll}</a>
				</li>
			</ul>
		</nav>
	);
};

export const Footer: FC<{ site: FramedSite }> = ({
	site: { title, language, description = "", menu, links = [], copyright, license },
}) => {
	const words = wordsFor(language);
	return (
		<footer class="foot">
			<div class="in">
				<p lang={language} dir={directionOf(language)}>
					{description === "" ? title : `${title} · ${description}`}
				</p>
				<ul class="links" {...marksFor(language)}>
					{[...(menu?.footer ?? []), ...links].map((link) => (
						<li>
							<Links links={[link]} language={language} />
						</li>
					))}
					<li>
						<a href="/about/feeds">{words.follow.help}</a>
					</li>
					<li>
						<a href="/feeds.opml">OPML</a>
					</li>
					<li>
						<a href="/about/feeds#newsstand">{words.footer.made}</a>
					</li>
				</ul>
				{copyright === undefined && license === undefined ? null : (
					<p class="rights" lang={language} dir={directionOf(language)}>
						{copyright}{" "}
						{license === undefined ? null : (
							<a rel="license" href={license.url}>
								{license.name}
							</a>
						)}
					</p>
				)}
			</div>
		</footer>
	);
};
