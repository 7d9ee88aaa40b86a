import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** What an operator would set. Nobody listens where the hosts' APIs are said to be. */
const bindings = {
	PUBLISH_TOKEN: "test-token",
	API_TOKENS: "watcher read read-token\nanna publish anna-token",
	GITHUB_WEBHOOK_SECRET: "github-secret github-secret-before",
	GITLAB_WEBHOOK_SECRET: "gitlab-secret whsec_Z2l0bGFiLXNpZ25pbmctc2VjcmV0",
	FORGEJO_WEBHOOK_SECRET: "forgejo-secret",
	ARTICLES_WEBHOOK_SECRET: "whsec_YXJ0aWNsZXMtc2VjcmV0 whsec_YXJ0aWNsZXMtc2VjcmV0LWJlZm9yZQ==",
	GHOST_WEBHOOK_SECRET: "ghost-secret",
	PRIVATE_FEEDS_SECRET: "private-secret private-secret-before",
	REPOSITORIES: [
		{
			url: "https://github.com/Codertocat/Hello-World",
			branch: "master",
			folder: "content",
			api: "http://127.0.0.1:9",
		},
		{ url: "https://gitlab.example/acme/press/news", kind: "gitlab", api: "http://127.0.0.1:9", into: "press" },
		{ url: "https://codeberg.org/acme/news", api: "http://127.0.0.1:9", into: "berg" },
	],
};

/**
 * Makes `import()` of our own files static, as wrangler does: Vite would ask a server for each, and workerd cancels a
 * request that waits for an `import()` of another request.
 */
const staticImports = {
	name: "static-imports",
	enforce: "pre" as const,
	transform(code: string, id: string): string | undefined {
		if (!/\/src\/(durable-objects|respond|worker|publisher\/publisher|publisher\/write\/maintenance)\.ts$/.test(id))
			return undefined;
		const paths: string[] = [];
		const body = code.replaceAll(/\bimport\(("[^"]+")\)/g, (_, path: string) => `lazy${paths.push(path)}`);
		return paths.map((path, index) => `import * as lazy${index + 1} from ${path};`).join("") + body;
	},
};

/** Real KV and Durable Objects; R2 only where an operator has named a bucket. */
const workerd = (more: Record<string, unknown> = {}) =>
	cloudflareTest({
		main: "./tests/worker.ts",
		wrangler: { configPath: "./wrangler.toml" },
		miniflare: { bindings, ...more },
	});

/** Packages that consist of very many files, or of very large ones. */
const BUNDLED = [
	"culori",
	"franc-min",
	"hast-util-from-parse5",
	"hast-util-sanitize",
	"hast-util-to-html",
	"js-yaml",
	"markdown-it",
	"parse5",
	"unidecode",
	"zod",
];

export default defineConfig({
	test: {
		// Many tests wait, for a site or for a browser, so more of them run at once than there are cores.
		maxWorkers: 3,
		// What went well is logged too: nobody wants to read that between the tests.
		onConsoleLog: (text, stream) => stream === "stderr" || !text.startsWith('{"event":'),
		projects: [
			{
				// Rooms without bindings, and the command line.
				test: {
					name: "node",
					include: ["tests/*.test.ts", "tests/{words,article,identity,feed,renditions,cli,house}/**/*.test.ts"],
					setupFiles: ["tests/properties.ts"],
					// Files share processes, and with them what they import.
					isolate: false,
					unstubEnvs: true,
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				// Rooms that live in workerd: with real KV and Durable Objects.
				plugins: [staticImports, workerd()],
				test: {
					name: "worker",
					// What is many files is bundled once, and not loaded file by file by each workerd.
					deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
					include: ["tests/{media,publisher,git,hub,readership,webhooks,http,api,routes,components}/**/*.test.ts"],
					setupFiles: ["tests/reset-storage.ts"],
					// One workerd for many files: starting one, and loading the Worker into it, costs more than most files do.
					isolate: false,
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			// A site in other languages than English: with a catalogue, from right to left, and without a catalogue.
			...["de", "ar", "ja"].map((language) => ({
				plugins: [
					staticImports,
					workerd({ bindings: { ...bindings, SITE_LANGUAGE: language, SITE_TITLE: "Zyqq", SITE_DESCRIPTION: "" } }),
				],
				test: {
					name: `site-${language}`,
					deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
					include: ["tests/languages/**/*.test.ts"],
					setupFiles: ["tests/reset-storage.ts"],
					isolate: false,
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			})),
			{
				// Files in R2.
				plugins: [staticImports, workerd({ r2Buckets: ["MEDIA"] })],
				test: {
					name: "r2",
					deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
					include: ["tests/r2/**/*.test.ts"],
					setupFiles: ["tests/reset-storage.ts"],
					isolate: false,
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				// The real program, over HTTP; each file has a site of its own, or shares one with the file before it.
				test: {
					name: "e2e",
					isolate: false,
					include: ["tests/e2e/**/*.test.ts"],
					globalSetup: ["tests/e2e/setup.ts"],
					testTimeout: 480_000,
					hookTimeout: 480_000,
					sequence: { groupOrder: 1 },
					maxWorkers: 4,
				},
			},
			{
				// The pages, as people see them, in Chromium.
				test: {
					name: "browser",
					include: ["tests/browser/**/*.test.ts"],
					globalSetup: ["tests/browser/setup.ts"],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					expect: { poll: { timeout: 20_000 } },
					sequence: { groupOrder: 1 },
					maxWorkers: 4,
				},
			},
		],
	},
});
