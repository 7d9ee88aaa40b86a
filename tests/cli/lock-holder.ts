import process from "node:process";
import { lockState } from "../../src/cli/local/state-lock.ts";

/** A process of its own: locks the state folder of its argument whenever it is told to, says how that went, and stays. */
process.stdin.on("data", async () => {
	const lock = await lockState(process.argv[2] ?? "", 8787);
	console.log(typeof lock === "function" ? "locked" : lock.failure);
});
console.log("ready");
