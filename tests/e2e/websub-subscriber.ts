import { EventEmitter } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

/** How a callback responds. */
export type Reply =
	/** Sends a response after `after` milliseconds. By default, the body is empty. */
	| { status: number; headers?: Record<string, string>; body?: string; after?: number }
	/** Confirms with 200 and the challenge, immediately or after three seconds. */
	| "challenge"
	| "slow challenge"
	/** Never responds. */
	| "hang"
	/** Closes the connection. */
	| "close"
	/** Sends 200 and an endless body that begins with the challenge. */
	| "endless";

/** A request received by a callback. */
export interface Received {
	method: string;
	/** The path and query, such as `/reader?key=1&hub.mode=subscribe`. */
	target: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** The bytes of the body. */
	body: Buffer;
	/** The time at which the request arrived, in milliseconds since 1970. */
	time: number;
	/** The response. */
	reply: Reply;
	/** Whether the response was sent or the connection ended. */
	isOver: boolean;
}

/** A subscriber's callback and the requests to it. Changes to this object take effect with the next request. */
export class Callback {
	readonly url: string;
	/** Responses to the next verifications. Later verifications are confirmed. */
	readonly verificationReplies: Reply[] = [];
	/** Responses to the next deliveries. Later deliveries get a 204. */
	readonly deliveryReplies: Reply[] = [];
	readonly requests: Received[] = [];
	/** Maximum number of simultaneous deliveries. */
	mostAtOnce = 0;
	#now = 0;

	constructor(url: string) {
		this.url = url;
	}

	/** Requests from the hub with content or a notification. */
	get deliveries(): Received[] {
		return this.requests.filter(({ method }) => method === "POST");
	}

	/** Verifications and denials from the hub. */
	get verifications(): Received[] {
		return this.requests.filter(({ method }) => method === "GET");
	}

	/** Records that a request has arrived. Returns the response to send. */
	begin(method: string): Reply {
		if (method === "GET") return this.verificationReplies.shift() ?? "challenge";
		this.#now++;
		this.mostAtOnce = Math.max(this.mostAtOnce, this.#now);
		return this.deliveryReplies.shift() ?? { status: 204 };
	}

	/** Records that the response was sent or the connection ended. */
	end(method: string): void {
		if (method !== "GET") this.#now--;
	}
}

/** A local HTTP server with callbacks for a hub. */
export interface Subscriber {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/**
	 * Adds a callback.
	 *
	 * @param path the path and query, such as `/reader?key=1`
	 */
	callback(path: string): Callback;
	/** Requests to unknown callbacks, such as `GET /elsewhere`. */
	strays: string[];
	/**
	 * Waits until the condition is true, checking it after each request and response. Fails after a minute and a half.
	 */
	when(isSo: () => boolean, state?: () => string): Promise<void>;
	close(): Promise<void>;
}

const PATIENCE = 90_000;

/** @param host a loopback address, because a hub has limits per host */
export async function startSubscriber(host = "127.0.0.1"): Promise<Subscriber> {
	const callbacks = new Map<string, Callback>();
	const strays: string[] = [];
	const happenings = new EventEmitter().setMaxListeners(0);
	const server = createServer((request, response) => {
		const { method = "", url: target = "" } = request;
		const callback = callbacks.get(pathOf(target));
		if (!callback) {
			strays.push(`${method} ${target}`);
			response.writeHead(404).end();
			happenings.emit("change");
			return;
		}
		take(request, response, callback, () => happenings.emit("change"));
	});
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The server has no port.");
	const url = `http://${host}:${address.port}`;
	return {
		url,
		strays,
		callback(path) {
			const callback = new Callback(url + path);
			callbacks.set(pathOf(path), callback);
			return callback;
		},
		when: (isSo, state = () => "") => watch(happenings, isSo, state),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const pathOf = (target: string): string => target.split("?", 1)[0] ?? "";

async function take(
	request: IncomingMessage,
	response: ServerResponse,
	callback: Callback,
	changed: () => void,
): Promise<void> {
	const { method = "", url: target = "", headers } = request;
	const time = Date.now();
	const reply = callback.begin(method);
	const body = await bodyOf(request);
	const query = new URL(target, "http://subscriber").searchParams;
	const received = { method, target, query, headers, body, time, reply, isOver: false };
	callback.requests.push(received);
	const end = () => {
		if (received.isOver) return;
		received.isOver = true;
		callback.end(method);
		changed();
	};
	response.once("close", end);
	if (request.socket.destroyed) end();
	changed();
	const challenge = query.get("hub.challenge") ?? query.get("challenge") ?? "";
	if (reply === "hang") return;
	if (reply === "close") {
		request.socket.destroy();
		return;
	}
	if (reply === "endless") {
		const more = () => response.write("x".repeat(65_536));
		response.on("drain", more).writeHead(200).write(challenge);
		more();
		return;
	}
	const confirmation = { status: 200, headers: {}, body: challenge, after: reply === "slow challenge" ? 3000 : 0 };
	const { status, headers: own = {}, body: text = "", after = 0 } = typeof reply === "string" ? confirmation : reply;
	if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
	// Record the end first, because the hub may continue as soon as it gets the response.
	end();
	response.writeHead(status, own).end(text);
}

/** Reads the part of the body that arrived before the connection ended. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	try {
		for await (const chunk of request) chunks.push(chunk);
	} catch {}
	return Buffer.concat(chunks);
}

function watch(happenings: EventEmitter, isSo: () => boolean, state: () => string): Promise<void> {
	if (isSo()) return Promise.resolve();
	return new Promise((resolve, reject) => {
		const end = () => {
			clearTimeout(deadline);
			happenings.off("change", look);
		};
		const look = () => {
			if (!isSo()) return;
			end();
			resolve();
		};
		const deadline = setTimeout(() => {
			end();
			reject(new Error(`The condition was not met within ${PATIENCE / 1000} seconds ${state()}`));
		}, PATIENCE);
		happenings.on("change", look);
	});
}
