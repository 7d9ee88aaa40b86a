/**
 * Kills wrangler when its parent dies. Loaded into wrangler before its own code (`node --import`). Standard input is a pipe
 * from the parent: when it ends, the parent is dead, even by SIGKILL, and the whole process group (wrangler, workerd,
 * esbuild) must go too. Nothing is lost: the Publisher resumes what it had accepted.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
	// 0 is our own process group, which `worker-process.ts` created for wrangler alone.
	const follow = (): void => void process.kill(0, "SIGKILL");
	process.stdin.on("end", follow).on("error", follow).resume();
	// Do not keep wrangler alive once it is done.
	process.stdin.unref();
}
