import { EventEmitter } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

/** What a callback answers to a request. */
export type Reply =
	/** After so many milliseconds; without a body it is empty. */
	| { status: number; headers?: Record<string, string>; body?: string; after?: number }
	/** 200 and the challenge, as a subscriber that wants the subscription does; at once, or after three seconds. */
	| "challenge"
	| "slow challenge"
	/** Nothing, for ever. */
	| "hang"
	/** The connection is closed. */
	| "close"
	/** 200 and a body without end, which begins with the challenge. */
	| "endless";

/** A request that a callback got. */
export interface Received {
	method: string;
	/** As it was sent, with the query: `/reader?key=1&hub.mode=subscribe`. */
	target: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** As it was sent. */
	body: Buffer;
	/** When it began, in milliseconds since 1970. */
	time: number;
	/** What it is answered. */
	reply: Reply;
	/** Whether it was answered, or its connection has ended. */
	isOver: boolean;
}

/** A callback on a subscriber, and all that it got. What a test sets here holds from the next request on. */
export class Callback {
	readonly url: string;
	/** What the next verifications are answered; after these the challenge. */
	readonly verificationReplies: Reply[] = [];
	/** What the next deliveries are answered; after these 204. */
	readonly deliveryReplies: Reply[] = [];
	readonly requests: Received[] = [];
	/** How many deliveries it got at once at most. */
	mostAtOnce = 0;
	#now = 0;

	constructor(url: string) {
		this.url = url;
	}

	/** The requests of the hub with a content or a notification. */
	get deliveries(): Received[] {
		return this.requests.filter(({ method }) => method === "POST");
	}

	/** The requests of the hub that ask for the intent, or tell of a denial. */
	get verifications(): Received[] {
		return this.requests.filter(({ method }) => method === "GET");
	}

	/** A request has begun; what it is to be answered. */
	begin(method: string): Reply {
		if (method === "GET") return this.verificationReplies.shift() ?? "challenge";
		this.#now++;
		this.mostAtOnce = Math.max(this.mostAtOnce, this.#now);
		return this.deliveryReplies.shift() ?? { status: 204 };
	}

	/** It is answered, or its connection has ended. */
	end(method: string): void {
		if (method !== "GET") this.#now--;
	}
}

/** An HTTP server on this machine with callbacks for a hub. */
export interface Subscriber {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** A new callback. @param path with its query: `/reader?key=1` */
	callback(path: string): Callback;
	/** Requests for no callback: `GET /elsewhere`. */
	strays: string[];
	/** Resolves as soon as it is so; looks after each request and each answer. After a minute and a half it is an error. */
	when(isSo: () => boolean, state?: () => string): Promise<void>;
	close(): Promise<void>;
}

const PATIENCE = 90_000;

/** @param host an address of loopback; a hub has limits for each */
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
	if (address === null || typeof address === "string") throw new Error("it has no port");
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
	// The hub may go on as soon as it has the answer, so this is noted before.
	end();
	response.writeHead(status, own).end(text);
}

/** What could be read of it, if its connection ends before. */
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
			reject(new Error(`it did not come to pass within ${PATIENCE / 1000} seconds ${state()}`));
		}, PATIENCE);
		happenings.on("change", look);
	});
}
