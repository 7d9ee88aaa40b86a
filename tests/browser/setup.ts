import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { freePort, newsstand, scratch, startReady, stop, until } from "../e2e/program.ts";
import { findChromium } from "./chromium.ts";
import { TAKEN_BACK, writePress } from "./newsroom.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The feeds that the subscriber's token opens. */
const FEEDS = "topics/harbour-life,topics/reading";

/** The URLs and tokens that the tests need. */
export interface Stage {
	/** The site's address, without a trailing slash. */
	site: string;
	/** The address at which Chromium listens for Playwright. */
	browser: string;
	/** An operator's token. */
	token: string;
	/** The path of a subscriber's private page. */
	privately: string;
}

declare module "vitest" {
	interface ProvidedContext {
		/** Null if Chromium is not installed. */
		stage: Stage | null;
	}
}

/** Starts one site (the sample newsroom and many town newspapers) and one Chromium for all tests. */
export default async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
	const executablePath = findChromium();
	if (executablePath === undefined) {
		provide("stage", null);
		return undefined;
	}
	const port = await freePort();
	const site = `http://localhost:${port}`;
	const folder = scratch();
	const press = join(folder.path, "press");
	mkdirSync(press);
	writePress(press);
	const state = join(folder.path, "state");
	const program = await startReady("--port", String(port), "--state", state, join(ROOT, "content"), press);
	const browser = await chromium.launchServer({ executablePath, args: ["--no-sandbox"] });
	const end = async () => {
		await browser.close();
		await stop(program, port);
		folder.remove();
	};
	try {
		rmSync(join(press, TAKEN_BACK));
		await until(async () => (await fetch(`${site}/articles/press/${TAKEN_BACK.replace(/\.md$/, "")}`)).status === 410);
		provide("stage", {
			site,
			browser: browser.wsEndpoint(),
			token: await publishToken(),
			privately: await aToken(site),
		});
		return end;
	} catch (error) {
		await end();
		throw error;
	}
}

async function publishToken(): Promise<string> {
	const known = await readPublishToken(ROOT);
	if ("failure" in known) throw new Error(known.failure);
	return known.token;
}

async function aToken(site: string): Promise<string> {
	const program = newsstand("token", "new", "--for", "Anna", "--feeds", FEEDS, "--to", site);
	await program.ended;
	const [path] = /\/private\/[^/\s]+\//.exec(program.output()) ?? [];
	if (path === undefined) throw new Error(program.output());
	return path;
}
