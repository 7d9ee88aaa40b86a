import process from "node:process";
import { lockState } from "../../src/cli/local/state-lock.ts";

/** A child process that locks the state folder in its argument on request, reports the result and keeps running. */
process.stdin.on("data", async () => {
	const lock = await lockState(process.argv[2] ?? "", 8787);
	console.log(typeof lock === "function" ? "locked" : lock.failure);
});
console.log("ready");
