import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reading } from "./reading.ts";
import { publishing } from "./publishing.ts";
import { build } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "newsstand-bench-"));
try {
	const worker = build(join(folder, "build"));
	if (process.argv[2]) console.log(await publishing(join(folder, "publishing"), worker, process.argv.slice(2).map(Number)));
	else console.log(await reading(join(folder, "reading"), worker, { rounds: 3, times: 300 }));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
