import { expect, test } from "vitest";
import { remove } from "../../src/cli/site/remove.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import type { Cloud } from "./stand-in-wrangler.ts";
import { projectWith } from "./wrangler-project.ts";

const LIVE: Partial<Cloud> = {
	queues: ["newsstand-deliveries", "newsstand-dead-deliveries", "of-another-site"],
	namespaces: [
		{ id: "1", title: "newsstand-kv" },
		{ id: "2", title: "another-kv" },
	],
	worker: { secrets: [], siteUrl: "" },
};

async function newsroom(over: Partial<Cloud>) {
	const project = await projectWith(over);
	const { root, wrangler } = project;
	const run = async (...args: string[]) => {
		const terminal = recordingTerminal();
		const code = await remove(args, { root, cwd: root, terminal }, () => wrangler);
		return { code, text: terminal.lines.join("\n"), failures: terminal.failures };
	};
	return { ...project, run };
}

test("without --delete, remove lists the site's resources and deletes nothing", async () => {
	const { run, calls } = await newsroom(LIVE);
	const { code, text } = await run();
	expect(code).toBe(0);
	expect(text).toContain("the Worker newsstand");
	expect(text).toContain("the queue newsstand-dead-deliveries");
	expect(text).toContain("npm run newsstand -- remove --delete newsstand");
	expect(await calls()).toEqual([]);
});

test("with the name of another site, remove deletes nothing", async () => {
	const { run, calls } = await newsroom(LIVE);
	expect(await run("--delete", "tide")).toMatchObject({
		code: 1,
		failures: ["This folder's site is named newsstand, not tide. Nothing was deleted."],
	});
	expect(await calls()).toEqual([]);
});

test("with the site's name, remove deletes only the Worker and then its resources", async () => {
	const { run, cloud, calls } = await newsroom(LIVE);
	const { code, failures } = await run("--delete", "newsstand");
	expect({ code, failures }).toEqual({ code: 0, failures: [] });
	expect(await cloud()).toMatchObject({
		worker: null,
		queues: ["of-another-site"],
		namespaces: [{ id: "2", title: "another-kv" }],
	});
	expect((await calls()).map(({ command }) => command.split(" ")[0])).toEqual([
		"secret",
		"delete",
		"kv",
		"queues",
		"queues",
	]);
});

test("after a failure, a second run deletes the remaining resources and lists those already deleted", async () => {
	const { run, change, cloud } = await newsroom({
		...LIVE,
		refuses: { "queues delete newsstand-deliveries": ["A request to the Cloudflare API failed.", "internal error"] },
	});
	const first = await run("--delete", "newsstand");
	expect(first.code).toBe(1);
	expect(first.failures.join("\n")).toMatch(
		/The queue newsstand-deliveries could not be deleted\.[\s\S]*Run the command again/,
	);
	await change({ refuses: {} });
	const { code, text } = await run("--delete", "newsstand");
	expect(code).toBe(0);
	expect(text).toContain("Not found: the Worker newsstand");
	expect(text).toContain("Not found: the KV namespace newsstand-kv (KV)");
	expect(text).toContain("Deleted: the queue newsstand-deliveries");
	expect((await cloud()).queues).toEqual(["of-another-site"]);
});
