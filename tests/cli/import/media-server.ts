import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** The server's response for a path. */
export interface Served {
	status?: number;
	headers?: Record<string, string>;
	body?: string | Uint8Array;
}

/** Starts a local server that returns these responses and records the requests. */
export async function mediaServer(answers: Record<string, Served | ((times: number) => Served)>) {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		asked.push(path);
		const answer = answers[path];
		const {
			status = 200,
			headers = {},
			body = "",
		} = typeof answer === "function" ? answer(asked.filter((one) => one === path).length) : (answer ?? { status: 404 });
		response.writeHead(status, headers).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	return { url: `http://127.0.0.1:${(address as AddressInfo).port}`, asked };
}
