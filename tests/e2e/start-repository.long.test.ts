import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startGitHost } from "./git-host.ts";
import { GitRepository } from "./git-repository.ts";
import { configElsewhere, freePort, node, printed, scratch, stop, until } from "./program.ts";
import { SiteReader } from "./webhook-site-reader.ts";

const ROOT = join(import.meta.dirname, "../..");
const PORT = await freePort();

test("npm start publishes a repository without webhooks", async () => {
	const folder = scratch();
	const host = await startGitHost();
	try {
		const git = await GitRepository.create(join(folder.path, "git"));
		host.add("acme/news", git);
		await git.publish({ "tide.md": "---\ntitle: Tide\ndate: 2026-05-04\ntopics: [Harbour]\n---\nText.\n" });
		const root = join(folder.path, "project");
		mkdirSync(join(root, "content"), { recursive: true });
		symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
		writeFileSync(join(root, "package.json"), "{}");
		writeFileSync(join(root, "wrangler.toml"), configElsewhere());
		const repositories = [{ url: "https://github.com/acme/news", api: `${host.url}/api/v3` }];
		writeFileSync(join(root, ".dev.vars"), `REPOSITORIES='${JSON.stringify(repositories)}'\n`);

		const args = ["--port", String(PORT), "--state", join(folder.path, "state"), join(root, "content")];
		const program = node("tests/e2e/start-in.ts", root, ...args);
		try {
			await printed(program, /^Ready: /m);
			const reader = new SiteReader(`http://localhost:${PORT}`);
			await until(async () => (await reader.items("harbour")).length > 0, program.output);
			expect(await reader.items("harbour")).toMatchObject([{ title: "Tide" }]);
			expect(program.output()).not.toContain("failed");
		} finally {
			expect(await stop(program, PORT)).toBe(0);
		}
	} finally {
		await host.close();
		folder.remove();
	}
});
