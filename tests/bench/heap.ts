/** V8's heap of the Worker, with the memory of buffers outside of it, in bytes. */
export interface Heap {
	/** The most that it was seen to have, garbage and all. */
	most(): number;
	/** How much is in use once the garbage is collected. @param wake has the Worker do something: asleep it hears nothing */
	inUse(wake: () => Promise<unknown>): Promise<number>;
	stop(): void;
}

/** Between two looks, in milliseconds. */
const PAUSE = 100;

/** Looks at the heap of a Worker through V8's inspector, again and again. */
export async function watchHeap(inspector: string, worker: string): Promise<Heap> {
	const socket = new WebSocket(`ws://${inspector}/${worker}`);
	await new Promise((resolve, reject) => {
		socket.onopen = resolve;
		socket.onerror = () => reject(new Error(`The inspector at ${inspector} does not answer.`));
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

/** The answer of a Worker that may be asleep. */
async function heard<T>(answer: Promise<T>, wake: () => Promise<unknown>): Promise<T> {
	let isHeard = false;
	answer.then(() => {
		isHeard = true;
	});
	while (!isHeard) await wake();
	return answer;
}

/** What `Runtime.getHeapUsage` answers; of other methods nothing is asked. */
interface Usage {
	usedSize: number;
	backingStorageSize?: number;
}
