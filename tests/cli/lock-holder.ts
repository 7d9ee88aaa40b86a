import process from "node:process";
import { lockState } from "../../src/cli/local/state-lock.ts";

/**
 * A child process that, on request, locks the state folder named in its argument and reports the result. It keeps
 * running.
 */
process.stdin.on("data", async () => {
	const lock = await lockState(process.argv[2] ?? "", 8787);
	console.log(typeof lock === "function" ? "locked" : lock.failure);
});
console.log("ready");
