/**
 * Loaded into wrangler before its own code (`node --import`). Its standard input is a pipe from the command line that
 * started it: when that pipe ends, whoever held the other end is dead, even by SIGKILL, and the whole process group
 * (wrangler, workerd, esbuild) follows. Nothing is lost by that: the Publisher resumes what it had accepted.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
	// 0 is the process group of the caller; `worker-process.ts` makes one for wrangler alone.
	const follow = (): void => void process.kill(0, "SIGKILL");
	process.stdin.on("end", follow).on("error", follow).resume();
	// It must not keep a wrangler alive that is done.
	process.stdin.unref();
}
