import { Hono } from "hono";
import { mountApi } from "./api/mount.ts";
import type { App } from "./http/app-env.ts";
import { serveArchive } from "./http/archive.ts";
import { requireOperator, requireToken } from "./http/auth.ts";
import { errorResponse, logFailure, notFound, otherMethods } from "./http/errors.ts";
import { serveFeed } from "./http/feed.ts";
import { getFeedList } from "./http/feed-list.ts";
import { getHealth } from "./http/health.ts";
import { getHub, postHub } from "./http/hub.ts";
import { getMetrics } from "./http/metrics/metrics.ts";
import { leadToFeed } from "./http/missing.ts";
import { getOpml } from "./http/opml.ts";
import { requireSubscriber, servePrivateArchive, servePrivateFeed, servePrivateSelection } from "./http/private.ts";
import { limitRate } from "./http/rate-limit.ts";
import { countReaders } from "./http/readers.ts";
import { postPleaseNotify } from "./http/rsscloud.ts";
import { withSecurityHeaders } from "./http/security.ts";
import { serveSelection } from "./http/select.ts";
import { getSelectionOpml } from "./http/selection-opml.ts";
import { withSettings } from "./http/settings.ts";
import { getRobots, getSitemap } from "./http/sitemap.ts";
import { getAbout, getAboutFeeds } from "./pages/about.tsx";
import { showArchive } from "./pages/archive.tsx";
import { getArticle } from "./pages/article.tsx";
import { FEED_STYLE_FILE, SCRIPT_FILE, STYLESHEET } from "./pages/assets.ts";
import { getBuilder } from "./pages/builder.tsx";
import { showFeed } from "./pages/feed.tsx";
import { getHome } from "./pages/home.tsx";
import { getFavicon, getIcon } from "./pages/icon.ts";
import { getJob } from "./pages/job.tsx";
import { readable } from "./pages/opened-feed.tsx";
import { getOverview } from "./pages/overview.tsx";
import { getPrivateArticle, getSubscription } from "./pages/private.tsx";
import { showSelection } from "./pages/select.tsx";
import { serveAsset } from "./pages/serve-asset.ts";
import { getStatusPage } from "./pages/status.tsx";
import { CLOUD_PATH } from "./renditions/rss.ts";
import { postArticles } from "./webhooks/articles.ts";
import { postForgejo } from "./webhooks/forgejo.ts";
import { postGhost } from "./webhooks/ghost.ts";
import { postGithub } from "./webhooks/github.ts";
import { postGitlab } from "./webhooks/gitlab.ts";

/** Every URL of the site, in one list. */
export const app = new Hono<App>();

app.use(withSettings, withSecurityHeaders, limitRate, countReaders);

const FEEDS = [
	"/:feed{feed\\.(?:rss|atom|json)}",
	"/topics/:feed{.+\\.(?:rss|atom|json)}",
	"/providers/:feed{.+\\.(?:rss|atom|json)}",
];
const ARCHIVE = "/archive/:period{[0-9-]+\\.(?:rss|atom|json)}";
const ARCHIVES = [`/feed${ARCHIVE}`, `/topics/:slug${ARCHIVE}`, `/providers/:domain${ARCHIVE}`];
const SELECTIONS = ["/:feed{select\\.(?:rss|atom|json)}", `/select${ARCHIVE}`];
app.on("GET", SELECTIONS, readable(showSelection), serveSelection);
app.on("GET", ARCHIVES, readable(showArchive), serveArchive);
app.on("GET", FEEDS, readable(showFeed), serveFeed);
app.on("GET", ["/topics/:slug", "/providers/:domain"], showFeed);
const PERIOD = "/archive/:period{[0-9-]+}";
app.on("GET", [`/feed${PERIOD}`, `/topics/:slug${PERIOD}`, `/providers/:domain${PERIOD}`], showArchive);
app.on("GET", ["/topics", "/topics/", "/providers", "/providers/"], getOverview);
app.get("/feeds.json", getFeedList);
app.get("/feeds.opml", getOpml);
app.get("/select.opml", getSelectionOpml);
app.on("GET", ["/select", "/select/archive/:period{[0-9-]+}"], showSelection);
app.get("/subscribe", getBuilder);
app.get("/robots.txt", getRobots);
app.on("GET", ["/sitemap.xml", "/:sitemap{sitemap-[1-9][0-9]{0,3}\\.xml}"], getSitemap);

app.get("/", leadToFeed, getHome);
app.get("/about/json-feed", getAbout);
app.get("/about/feeds", getAboutFeeds);
for (const asset of [STYLESHEET, FEED_STYLE_FILE, SCRIPT_FILE]) app.get(asset.path, serveAsset(asset));
app.get("/icon.svg", getIcon);
app.get("/favicon.ico", getFavicon);
app.get("/health", getHealth);
app.get("/metrics", requireToken, getMetrics);
app.get("/jobs/:id", getJob);
app.get("/status", requireOperator, getStatusPage);

app.use("/private/*", requireSubscriber);
const privately = (paths: string[]) => paths.map((path) => `/private/:token${path}`);
app.on("GET", privately(SELECTIONS), servePrivateSelection);
app.on("GET", privately(ARCHIVES), servePrivateArchive);
app.on("GET", privately(FEEDS), servePrivateFeed);
app.on("GET", ["/private/:token", "/private/:token/"], getSubscription);
app.get("/private/:token/*", getPrivateArticle);

mountApi(app);

app.post("/webhooks/github", postGithub);
app.post("/webhooks/gitlab", postGitlab);
app.post("/webhooks/forgejo", postForgejo);
app.post("/webhooks/articles", postArticles);
app.post("/webhooks/ghost", postGhost);
app.all("/webhooks/:sender{github|gitlab|forgejo|articles|ghost}", otherMethods("POST"));

app.get("/hub", getHub);
app.post("/hub", postHub);
app.all("/hub", otherMethods("GET", "HEAD", "POST"));
app.post(CLOUD_PATH, postPleaseNotify);
app.all(CLOUD_PATH, otherMethods("POST"));

// An article's page may be anywhere that its permalink says.
app.get("*", getArticle);
app.all("*", otherMethods("GET", "HEAD"));

app.notFound((c) => notFound(c));
app.onError((error, c) => {
	logFailure(c, error);
	return errorResponse(c, 500, "Something went wrong here. Try again in a minute.");
});
