import { readSource } from "../../src/article/read-source.ts";
import { MAX_SOURCE_BYTES } from "../../src/article/source.ts";
import { adversaries } from "../article/adversarial.ts";
import { table } from "./table.ts";
import type { Part } from "./verdict.ts";

const SEED = 20_261_130;
const CONTEXT = { siteUrl: "https://gazette.example", timeZone: "UTC", defaults: {} };

/** The size in bytes of the sources used to compare all families and find the costliest. */
const SAMPLE = 8192;
const SHOWN = 3;

/**
 * Measures parsing adversarial sources of the maximum size.
 *
 * @param compared the number of families to compare with small sources
 * @param tried the number of families, the costliest of these, to measure with sources of the maximum size
 */
export function worstSources(compared: number, tried: number): Part {
	const families = costs(SAMPLE, compared, () => true)
		.sort((a, b) => b.cpu - a.cpu)
		.slice(0, tried);
	const names = new Set(families.map(({ name }) => name));
	const worst = costs(MAX_SOURCE_BYTES - SAMPLE, names.size, (name) => names.delete(name)).sort(
		(a, b) => b.cpu - a.cpu,
	);
	const rows = worst.slice(0, SHOWN).map(({ name, cpu }) => [JSON.stringify(name), cpu.toFixed(0)]);
	return { text: table(["reading the costliest source of 1 MiB (≤ 2,000)", "CPU, ms"], rows), broken: [] };
}

function costs(size: number, most: number, isTried: (name: string) => boolean): { name: string; cpu: number }[] {
	const tried: { name: string; cpu: number }[] = [];
	for (const { name, path, text } of adversaries(size, SEED, 10)) {
		if (tried.length === most) break;
		if (!isTried(name)) continue;
		const before = process.cpuUsage();
		readSource(path, text, CONTEXT);
		const { user, system } = process.cpuUsage(before);
		tried.push({ name, cpu: (user + system) / 1000 });
	}
	return tried;
}
