import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deploy } from "../../src/cli/deploy/deploy.ts";
import { publish } from "../../src/cli/publish.ts";
import { commandsOf, filesOf, readPage, write } from "../docs.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { standInWorker } from "./stand-in-worker.ts";
import { projectWith } from "./wrangler-project.ts";

beforeEach(() => {
	for (const name of ["CI", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN", "PUBLISH_TOKEN"]) vi.stubEnv(name, "");
});
afterEach(() => {
	vi.unstubAllEnvs();
});

const LIVE = "https://newsstand.<your name>.workers.dev";

describe.each(["README.md", "docs/tutorial.md"])("following %s takes you from login to a published folder", (path) => {
	const page = readPage(path);
	const commands = commandsOf(page);

	test("when logged out, deploy says to run the login command shown on the page", async () => {
		const { root, wrangler } = await projectWith({ loggedIn: false });
		const terminal = recordingTerminal();
		expect(await deploy([], { root, cwd: root, terminal }, () => wrangler)).toBe(1);
		const login = commands.find((command) => command.startsWith("npx wrangler")) ?? "none";
		expect(terminal.failures.join("\n")).toContain(login);
	});

	test("when logged in, deploy creates everything, and the publish command finds the token and uploads the page's articles", async () => {
		const site = await standInWorker();
		const { root, wrangler, read } = await projectWith({ targets: [site.url] });
		const terminal = recordingTerminal();
		const place = { root, cwd: root, terminal };
		expect(commands).toContain("npm run deploy");
		expect(await deploy([], place, () => wrangler), terminal.failures.join("\n")).toBe(0);
		const shown = commands.find((command) => command.startsWith("npm run newsstand -- publish ")) ?? "";
		expect(terminal.lines.join("\n")).toContain(shown.replace("my-newsroom", "content").replace(LIVE, site.url));
		// Both pages say that this file contains the token, and that `wrangler.toml` contains the site's address.
		expect(await read(".deployed.vars")).toContain("PUBLISH_TOKEN=");
		expect(await read("wrangler.toml")).toContain(`SITE_URL = "${site.url}"`);

		for (const file of filesOf(page)) write(root, file);
		const args = shown.replace("npm run newsstand -- publish ", "").replace(LIVE, site.url).split(" ");
		expect(await publish(args, place), terminal.failures.join("\n")).toBe(0);
		expect([...site.held.keys()]).toEqual(
			filesOf(page)
				.map((file) => file.path.replace("my-newsroom/", ""))
				.toSorted(),
		);
	});
});

test("every command in the README and tutorial is run by a test", () => {
	const run = [
		// The tests already run in a clone of this repository.
		/^git clone <address of this repository> newsstand$/,
		/^cd newsstand$/,
		/^npm ci$/,
		/^npm (start|run deploy)$/,
		/^npm start -- (--remove )?my-newsroom$/,
		/^npx wrangler login$/,
		/^npm run newsstand -- (check my-newsroom|publish my-newsroom --to \S+ \S+|verify \S+ \S+|jobs --to \S+ \S+)$/,
		// The tutorial's Git commands are tested in tests/e2e/documented.long.test.ts.
		/^git (init|add|commit|remote|push) /,
		/^cd (my-newsroom|\.\.)$/,
	];
	const shown = ["README.md", "docs/tutorial.md"].flatMap((path) => commandsOf(readPage(path)));
	expect(shown.length).toBeGreaterThan(15);
	expect(shown.filter((command) => !run.some((pattern) => pattern.test(command)))).toEqual([]);
});
