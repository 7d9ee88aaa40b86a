/** Measures the Worker's V8 heap in bytes, including buffers outside the heap. */
export interface Heap {
	/** Returns the largest size measured, including garbage. */
	most(): number;
	/**
	 * Returns the size after a garbage collection.
	 *
	 * @param wake sends a request, because an idle Worker does not respond to the inspector
	 */
	inUse(wake: () => Promise<unknown>): Promise<number>;
	stop(): void;
}

/** Milliseconds between two measurements. */
const PAUSE = 100;

/** Measures a Worker's heap repeatedly through V8's inspector. */
export async function watchHeap(inspector: string, worker: string): Promise<Heap> {
	const socket = new WebSocket(`ws://${inspector}/${worker}`);
	await new Promise((resolve, reject) => {
		socket.onopen = resolve;
		socket.onerror = () => reject(new Error(`The inspector at ${inspector} does not respond.`));
	});
	const waiting = new Map<number, (result: Usage) => void>();
	socket.onmessage = ({ data }) => {
		const { id, result }: { id: number; result: Usage } = JSON.parse(String(data));
		waiting.get(id)?.(result);
		waiting.delete(id);
	};
	let last = 0;
	const call = (method: string) =>
		new Promise<Usage>((resolve) => {
			waiting.set(++last, resolve);
			socket.send(JSON.stringify({ id: last, method }));
		});
	const look = async () => {
		const { usedSize, backingStorageSize = 0 } = await call("Runtime.getHeapUsage");
		return usedSize + backingStorageSize;
	};
	let most = await look();
	const timer = setInterval(async () => {
		most = Math.max(most, await look());
	}, PAUSE);
	return {
		most: () => most,
		async inUse(wake) {
			await heard(call("HeapProfiler.collectGarbage"), wake);
			return heard(look(), wake);
		},
		stop() {
			clearInterval(timer);
			socket.close();
		},
	};
}

/** Waits for the response of a Worker that may be idle. */
async function heard<T>(answer: Promise<T>, wake: () => Promise<unknown>): Promise<T> {
	let isHeard = false;
	answer.then(() => {
		isHeard = true;
	});
	while (!isHeard) await wake();
	return answer;
}

/** The result of `Runtime.getHeapUsage`. Results of other methods are ignored. */
interface Usage {
	usedSize: number;
	backingStorageSize?: number;
}
