import { createHash } from "node:crypto";

/** A HyperLogLog (Flajolet and others, 2007) of so many registers is wrong by three in a hundred, of few less. */
export const REGISTERS = 1024;

/**
 * What is kept of a direct reader, as a number: one of the registers times 64, and what it is raised to. All that share it
 * are as one; who they are cannot be told from it.
 *
 * @param address of the network that the request came from; of IPv6 the first half counts, since the rest changes
 * @param salt the day's
 */
export function markOf(address: string, reader: string, salt: Uint8Array): number {
	const hash = createHash("sha256")
		.update(salt)
		.update(`${networkOf(address)} ${reader}`)
		.digest();
	return (hash.readUInt16BE(0) % REGISTERS) * 64 + Math.clz32(hash.readUInt32BE(2)) + 1;
}

/** Raises a register. False: it was there already, or higher. */
export function raise(registers: Uint8Array, mark: number): boolean {
	const [index, rank] = [mark >> 6, mark & 63];
	if ((registers[index] ?? rank) >= rank) return false;
	registers[index] = rank;
	return true;
}

/** About how many different ones have raised the registers. */
export function estimateOf(registers: Uint8Array): number {
	const empty = registers.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
	const sum = registers.reduce((total, rank) => total + 2 ** -rank, 0);
	const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
	// Of few, the registers that are still empty tell more.
	return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

function networkOf(address: string): string {
	if (!address.includes(":") || address.includes(".")) return address;
	const [before = [], after] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
	const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
	return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(":");
}
