import { Hono } from "hono";
import { mountApi } from "./api/mount.ts";
import type { App } from "./http/app-env.ts";
import { errorResponse, notFound, otherMethods } from "./http/errors.ts";
import { serveFeed } from "./http/feed.ts";
import { getFeedList } from "./http/feed-list.ts";
import { getHealth } from "./http/health.ts";
import { withSettings } from "./http/settings.ts";
import { getAbout, getStyle } from "./pages/about.tsx";
import { getArticle } from "./pages/article.tsx";
import { showFeed } from "./pages/feed.tsx";
import { getHome } from "./pages/home.tsx";
import { getJob } from "./pages/job.tsx";
import { postArticles } from "./webhooks/articles.ts";
import { postForgejo } from "./webhooks/forgejo.ts";
import { postGhost } from "./webhooks/ghost.ts";
import { postGithub } from "./webhooks/github.ts";
import { postGitlab } from "./webhooks/gitlab.ts";

/** Every URL of the site, in one list. */
export const app = new Hono<App>();

app.use(withSettings);

const FEEDS = [
	"/:feed{feed\\.(?:rss|atom|json)}",
	"/topics/:feed{.+\\.(?:rss|atom|json)}",
	"/providers/:feed{.+\\.(?:rss|atom|json)}",
];
app.on("GET", FEEDS, serveFeed);
app.on("GET", ["/topics/:slug", "/providers/:domain"], showFeed);
app.get("/feeds.json", getFeedList);

app.get("/", getHome);
app.get("/about/json-feed", getAbout);
app.get("/style.css", getStyle);
app.get("/health", getHealth);
app.get("/jobs/:id", getJob);

mountApi(app);

app.post("/webhooks/github", postGithub);
app.post("/webhooks/gitlab", postGitlab);
app.post("/webhooks/forgejo", postForgejo);
app.post("/webhooks/articles", postArticles);
app.post("/webhooks/ghost", postGhost);
app.all("/webhooks/:sender{github|gitlab|forgejo|articles|ghost}", otherMethods("POST"));

// An article's page may be anywhere that its permalink says.
app.get("*", getArticle);
app.all("*", otherMethods("GET", "HEAD"));

app.notFound((c) => notFound(c));
app.onError((error, c) => {
	console.error(JSON.stringify({ event: "error", path: c.req.path, error: String(error) }));
	return errorResponse(c, 500, "Something went wrong here. Try again in a minute.");
});
