import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkPort } from "../../src/cli/local/state-lock.ts";

test("if the port is in use, the error suggests another port", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = address !== null && typeof address === "object" ? address.port : 0;
	expect(await checkPort(port)).toEqual({ failure: expect.stringMatching(`^Port ${port} is in use.*--port \\d+$`) });
	await new Promise((resolve) => server.close(resolve));
	expect(await checkPort(port)).toBeNull();
});
