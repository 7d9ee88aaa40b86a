import type { Meta } from "./meta.ts";

/** What of the plan's daily allowance was used: values written to KV, of which the free plan has 1,000. */
export interface Usage {
	/** The day (UTC), as `2026-11-22`. */
	day: string;
	writes: number;
}

/** What was used so far on the day of `now`. */
export function usageOf(meta: Meta, now: number): Usage {
	const day = new Date(now).toISOString().slice(0, 10);
	const [known, writes] = (meta.get("usage") ?? "").split(" ");
	return { day, writes: known === day ? Number(writes) : 0 };
}

export function countWrite(meta: Meta, now: number): void {
	const { day, writes } = usageOf(meta, now);
	meta.set("usage", `${day} ${writes + 1}`);
}
