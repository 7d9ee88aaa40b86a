import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { publishing } from "./publishing.ts";
import { reading } from "./reading.ts";
import { build } from "./server.ts";

/**
 * `npm run bench`: what reading and publishing cost, as ratios of what was measured side by side in one run.
 * `-- --smoke`: a minute, to see that it works; its figures say nothing. `-- --full`: up to 100,000 articles.
 */
const { values } = parseArgs({ options: { smoke: { type: "boolean" }, full: { type: "boolean" } } });
const SIZES = [1000, 10_000, ...(values.full ? [100_000] : [])];
const plan = values.smoke
	? { rounds: 1, times: 20, sizes: [100, 200] }
	: { rounds: values.full ? 20 : 10, times: 500, sizes: SIZES };

if (process.platform !== "linux")
	throw new Error("The bench reads processor times out of /proc, which only Linux has.");

const folder = mkdtempSync(join(tmpdir(), "newsstand-bench-"));
try {
	const worker = build(join(folder, "build"));
	const size = gzipSync(readFileSync(worker)).length;
	console.log(
		`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}. Medians, and what half of the rounds lay between.\n`,
	);
	console.log(`The Worker: ${Math.round(size / 1024)} KB gzipped (bar: 400 KB).\n`);
	console.log(`${await reading(join(folder, "reading"), worker, plan)}\n`);
	console.log(await publishing(join(folder, "publishing"), worker, plan.sizes));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
