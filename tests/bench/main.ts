import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build, buildCommit } from "./build.ts";
import { checking } from "./checking.ts";
import { costTables } from "./costs-page.ts";
import { flood } from "./flood.ts";
import { freePlan } from "./free-plan.ts";
import { hub } from "./hub.ts";
import { folderOf, publishing } from "./publishing-table.ts";
import { reading } from "./reading.ts";
import { selections } from "./selections.ts";
import { starting } from "./start.ts";
import type { Part } from "./verdict.ts";
import { webhooks } from "./webhooks.ts";
import { worstSources } from "./worst-sources.ts";

/**
 * `npm run bench`: prints the costs of reading and publishing as Markdown tables, with comparisons measured in the same
 * run. `-- --smoke`: takes a minute, and checks only that the benchmark works and that counted costs are within their
 * limits. Its timings are meaningless. `-- --full`: measures up to 100,000 articles, and other programs that build the
 * same feeds. `-- --against <commit>`: also measures starting and publishing at that commit, alternating with the
 * current commit. Exits with 1 if something fails or a counted cost exceeds its limit. Timings never affect the exit
 * code.
 */
const { values } = parseArgs({
	options: { smoke: { type: "boolean" }, full: { type: "boolean" }, against: { type: "string" } },
});
const { smoke = false, full = false, against } = values;
const sizes = smoke ? [100, 200] : [1000, 10_000, ...(full ? [100_000] : [])];
const plan = smoke
	? { rounds: 1, times: 20, starts: 1, singles: 1, subscriptions: 40, changes: 1 }
	: { rounds: full ? 20 : 10, times: 500, starts: 5, singles: 20, subscriptions: 1000, changes: 5 };

if (process.platform !== "linux")
	throw new Error("The benchmark runs only on Linux, because it reads processor times from /proc.");

const folder = mkdtempSync(join(tmpdir(), "newsstand-bench-"));
const broken: string[] = [];
const print = ({ text, broken: more }: Part) => {
	console.log(`${text}\n`);
	broken.push(...more);
};
try {
	const now = build(join(folder, "build"));
	const former = against === undefined ? undefined : buildCommit(join(folder, "build-against"), against);
	const { worker, counting } = now;
	const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`;
	console.log(`${machine}. Medians, and the range of the middle half of the rounds.\n`);
	print(await reading(join(folder, "reading"), worker, plan));
	const newsrooms = new Map(sizes.map((size) => [size, folderOf(join(folder, "publishing"), size)]));
	print(await publishing(join(folder, "publishing"), { now, former }, sizes, plan.changes, full));
	print(await selections(newsrooms, counting, plan.changes));
	const middle = sizes[1] ?? 0;
	const site = folderOf(join(folder, "publishing"), middle);
	print(await starting(join(folder, "start"), { now, former }, plan.starts));
	print(await flood(site, counting, middle, plan.changes));
	print(await webhooks(site, counting, plan.singles));
	print(await freePlan(site, counting, middle, plan.singles, !smoke));
	print(await checking(join(folder, "checking"), smoke ? 100 : 9000, plan.starts));
	print(smoke ? worstSources(100, 2) : worstSources(Number.POSITIVE_INFINITY, 40));
	for (const text of Object.values(costTables())) print({ text, broken: [] });
	print(await hub(join(folder, "hub"), counting, plan.subscriptions, plan.changes));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
for (const promise of broken) console.log(`Broken: ${promise}`);
if (broken.length > 0) process.exitCode = 1;
