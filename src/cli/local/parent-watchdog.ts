/**
 * Kills wrangler when its parent dies. Runs inside wrangler's process, loaded before wrangler's own code (`node
 * --import`). Standard input is a pipe from the parent, which closes when the parent dies, even from SIGKILL. The whole
 * process group (wrangler, workerd, esbuild) must then end, too. Nothing is lost, because the Publisher resumes its
 * work at the next start.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
	// 0 is our own process group, which `worker-process.ts` created for wrangler alone.
	const follow = (): void => void process.kill(0, "SIGKILL");
	process.stdin.on("end", follow).on("error", follow).resume();
	// This listener must not keep wrangler alive.
	process.stdin.unref();
}
