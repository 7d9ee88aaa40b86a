import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		projects: [
			{
				// Rooms without bindings, and the command line.
				test: {
					name: "node",
					include: ["tests/{article,feed,renditions,cli,house}/**/*.test.ts"],
					setupFiles: ["tests/properties.ts"],
					testTimeout: 30_000,
				},
			},
			{
				// Rooms that live in workerd: with real KV and Durable Objects.
				plugins: [
					cloudflareTest({
						wrangler: { configPath: "./wrangler.toml" },
						miniflare: { bindings: { PUBLISH_TOKEN: "test-token" } },
					}),
				],
				// KV takes a write a second per key, so a test that publishes often takes a few.
				test: { name: "worker", include: ["tests/{publisher,http,api,pages}/**/*.test.ts"], testTimeout: 30_000 },
			},
			{
				// The real program, over HTTP.
				test: {
					name: "e2e",
					include: ["tests/e2e/**/*.test.ts"],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					fileParallelism: false,
				},
			},
		],
	},
});
