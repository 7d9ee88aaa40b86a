import { Hono } from "hono";
import { getProblems, getSources, postSources } from "./api/sources.ts";
import type { App } from "./http/app-env.ts";
import { requireToken } from "./http/auth.ts";
import { errorResponse, notFound, otherMethods } from "./http/errors.ts";
import { serveFeed } from "./http/feed.ts";
import { getFeedList } from "./http/feed-list.ts";
import { getHealth } from "./http/health.ts";
import { withSettings } from "./http/settings.ts";
import { getAbout, getStyle } from "./pages/about.tsx";
import { getArticle } from "./pages/article.tsx";
import { showFeed } from "./pages/feed.tsx";
import { getHome } from "./pages/home.tsx";

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

app.use("/api/*", requireToken);
app.post("/api/sources", postSources);
app.get("/api/sources", getSources);
app.get("/api/problems", getProblems);

app.all("/api/sources", otherMethods("GET", "HEAD", "POST"));
app.all("/api/problems", otherMethods("GET", "HEAD"));

// An article's page may be anywhere that its permalink says.
app.get("*", getArticle);
app.all("*", otherMethods("GET", "HEAD"));

app.notFound((c) => notFound(c));
app.onError((error, c) => {
	console.error(JSON.stringify({ event: "error", path: c.req.path, error: String(error) }));
	return errorResponse(c, 500, "Something went wrong here. Try again in a minute.");
});
