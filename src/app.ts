import { Hono } from "hono";
import { mountApi } from "./api/mount.ts";
import { ASSET_PATHS } from "./components/assets.ts";
import { requireOperator, requireToken } from "./http/auth.ts";
import type { App } from "./http/context.ts";
import { errorResponse, isOverloaded, logFailure, notFound, otherMethods } from "./http/errors.ts";
import { countReaders, withMenu, withSecurityHeaders, withSettings } from "./http/middleware.ts";
import { limitMade, limitRate } from "./http/rate-limit.ts";
import { LOGO_PATH } from "./identity/icons.ts";
import { CLOUD_PATH } from "./renditions/rss.ts";
import { getAbout, getAboutFeeds } from "./routes/about.tsx";
import { showArchive } from "./routes/archive-page.tsx";
import { getArticle } from "./routes/article-page.tsx";
import { serveAsset } from "./routes/assets.ts";
import { getAuthor } from "./routes/author-page.tsx";
import { getBuilder } from "./routes/builder/builder.tsx";
import { getFeedList } from "./routes/feed-list.ts";
import { showFeed } from "./routes/feed-page.tsx";
import { serveArchive, serveFeed, serveSelection } from "./routes/feeds.ts";
import { getFollow } from "./routes/follow-page.tsx";
import { getHome } from "./routes/home.tsx";
import { getIcon, getLogo, getManifest, getSvgIcon, ICON_PATHS } from "./routes/icons.ts";
import { getJob } from "./routes/job-page.tsx";
import { serveLanguage, showLanguage, showLanguageOrArticle } from "./routes/languages.ts";
import { getMedia, getPrivateMedia, isFile } from "./routes/media.ts";
import { getMetrics } from "./routes/metrics.ts";
import { redirectOldFeedAddresses } from "./routes/not-found.ts";
import { feedPage } from "./routes/opened-feed.tsx";
import { getOpml, getSelectionOpml } from "./routes/opml.ts";
import {
	requireSubscriber,
	servePrivateArchive,
	servePrivateFeed,
	servePrivateSelection,
} from "./routes/private-feeds.ts";
import { getPrivateArticle, getSubscription } from "./routes/private-page.tsx";
import { healthResponse } from "./routes/read-health.ts";
import { postPleaseNotify } from "./routes/rsscloud.ts";
import { getSearch } from "./routes/search-page.tsx";
import { showSelection } from "./routes/selection-page.tsx";
import { getNewsSitemap, getRobots, getSecurityTxt, getSitemap } from "./routes/sitemap.ts";
import { getStatusPage } from "./routes/status/status.tsx";
import { getOverview } from "./routes/topics-page.tsx";
import { getHub, postHub } from "./routes/websub.ts";
import { postArticles } from "./webhooks/articles.ts";
import { postForgejo } from "./webhooks/forgejo.ts";
import { postGhost } from "./webhooks/ghost.ts";
import { postGithub } from "./webhooks/github.ts";
import { postGitlab } from "./webhooks/gitlab.ts";
import { unknownSender } from "./webhooks/receive.ts";

/** All routes of the site, in order of precedence, except those that serve uploaded files. */
export const app = new Hono<App>();

/**
 * Routes that serve uploaded files. They skip the middleware for feeds and pages, because players fetch a file in many
 * small range requests. Instead, the handlers set the headers themselves.
 */
export const files = new Hono<App>();
files.get("/media/:hash/:name", getMedia);

/** Passes a request to `files` or `app`. */
export function handle(request: Request, env: Cloudflare.Env, context: ExecutionContext): Response | Promise<Response> {
	return (isFile(request) ? files : app).fetch(request, env, context);
}

app.use(withSecurityHeaders, withSettings, limitRate, countReaders, withMenu);

const FEEDS = [
	"/:feed{feed\\.(?:rss|atom|json)}",
	"/topics/:feed{.+\\.(?:rss|atom|json)}",
	"/providers/:feed{.+\\.(?:rss|atom|json)}",
];
const ARCHIVE = "/archive/:period{[0-9-]+\\.(?:rss|atom|json)}";
const ARCHIVES = [`/feed${ARCHIVE}`, `/topics/:slug${ARCHIVE}`, `/providers/:domain${ARCHIVE}`];
const SELECTIONS = ["/:feed{select\\.(?:rss|atom|json)}", `/select${ARCHIVE}`];
const PERIOD = "/archive/:period{[0-9-]+}";
const ARCHIVE_PAGES = [`/feed${PERIOD}`, `/topics/:slug${PERIOD}`, `/providers/:domain${PERIOD}`];
const LANGUAGES = ["/languages/:feed{[^/]+\\.(?:rss|atom|json)}"];
const SELECTION_PAGES = ["/select", `/select${PERIOD}`];
const SITEMAPS = ["/sitemap.xml", "/:sitemap{sitemap-[1-9][0-9]{0,3}\\.xml}"];
// Feeds and pages that the Publisher renders on demand.
const NEWS_SITEMAP = "/sitemap-news.xml";
const MADE = [
	NEWS_SITEMAP,
	...SELECTIONS,
	...LANGUAGES,
	"/languages/:tag",
	...ARCHIVES,
	...SELECTION_PAGES,
	...ARCHIVE_PAGES,
	...SITEMAPS,
];
app.on("GET", [...MADE, "/select.opml", "/subscribe", "/follow", "/search"], limitMade);
app.on("GET", SELECTIONS, feedPage(showSelection), serveSelection);
app.on("GET", LANGUAGES, feedPage(showLanguage), serveLanguage);
app.get("/languages/:tag", showLanguageOrArticle);
app.on("GET", ARCHIVES, feedPage(showArchive), serveArchive);
app.on("GET", FEEDS, feedPage(showFeed), serveFeed);
app.on("GET", ["/topics/:slug", "/providers/:domain"], showFeed);
app.on("GET", ARCHIVE_PAGES, showArchive);
app.get("/authors/:author", limitMade, getAuthor);
app.on("GET", ["/topics", "/topics/", "/providers", "/providers/"], getOverview);
app.get("/feeds.json", getFeedList);
app.get("/feeds.opml", getOpml);
app.get("/select.opml", getSelectionOpml);
app.on("GET", SELECTION_PAGES, showSelection);
app.get("/subscribe", getBuilder);
app.get("/follow", getFollow);
app.get("/search", getSearch);
app.get("/robots.txt", getRobots);
app.on("GET", SITEMAPS, getSitemap);
app.get(NEWS_SITEMAP, getNewsSitemap);
app.get("/.well-known/security.txt", getSecurityTxt);

app.get("/", redirectOldFeedAddresses, getHome);
app.get("/about/json-feed", getAbout);
app.get("/about/feeds", getAboutFeeds);
for (const path of ASSET_PATHS) app.get(path, serveAsset(path));
app.on("GET", ICON_PATHS, getIcon);
app.get("/icon.svg", getSvgIcon);
app.get(LOGO_PATH, getLogo);
app.get("/site.webmanifest", getManifest);
app.get("/health", (c) => healthResponse(c.req.raw, c.env));
app.get("/metrics", requireToken, getMetrics);
app.get("/jobs/:id", getJob);
app.get("/status", requireOperator, getStatusPage);

app.use("/private/*", requireSubscriber);
const privately = (paths: string[]) => paths.map((path) => `/private/:token${path}`);
app.on("GET", privately([...SELECTIONS, ...ARCHIVES, ...FEEDS]), limitMade);
app.on("GET", privately(SELECTIONS), servePrivateSelection);
app.on("GET", privately(ARCHIVES), servePrivateArchive);
app.on("GET", privately(FEEDS), servePrivateFeed);
app.get("/private/:token/media/:hash/:name", getPrivateMedia);
app.on("GET", ["/private/:token", "/private/:token/"], getSubscription);
app.get("/private/:token/*", getPrivateArticle);

mountApi(app);

app.post("/webhooks/github", postGithub);
app.post("/webhooks/gitlab", postGitlab);
app.post("/webhooks/forgejo", postForgejo);
app.post("/webhooks/:sender{gitea|codeberg}", postForgejo);
app.post("/webhooks/articles", postArticles);
app.post("/webhooks/ghost", postGhost);
app.post("/webhooks/*", unknownSender);
app.all("/webhooks/:sender{github|gitlab|forgejo|gitea|codeberg|articles|ghost}", otherMethods("POST"));

app.get("/hub", getHub);
app.post("/hub", postHub);
app.all("/hub", otherMethods("GET", "HEAD", "POST"));
app.post(CLOUD_PATH, postPleaseNotify);
app.all(CLOUD_PATH, otherMethods("POST"));

// This route matches every path, because a permalink rule can give an article's page any path.
app.get("*", getArticle);
app.all("*", otherMethods("GET", "HEAD"));

for (const routes of [app, files]) {
	routes.notFound((c) => notFound(c));
	routes.onError((error, c) => {
		if (isOverloaded(error)) return errorResponse(c, 503, "Too many requests at once. Try again in a minute.");
		logFailure(c, error);
		return errorResponse(c, 500, "Something went wrong on our side. Try again in a minute.");
	});
}
