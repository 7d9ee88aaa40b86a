/** Returns a generator of pseudo-random numbers in [0, 1), which are the same in every run (mulberry32). */
export function chance(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** Returns a function that maps a random number in [0, 1) to a number from 0 to size − 1, distributed by Zipf's law. */
export function zipf(size: number): (random: number) => number {
	const sums: number[] = [];
	let sum = 0;
	for (let rank = 1; rank <= size; rank++) {
		sum += 1 / rank;
		sums.push(sum);
	}
	return (random) => {
		let [low, high] = [0, size - 1];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((sums[middle] ?? 0) < random * sum) low = middle + 1;
			else high = middle;
		}
		return low;
	};
}
