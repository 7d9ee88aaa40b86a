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

/** Measures parsing adversarial sources of the maximum size, for the `tried` costliest families. */
export function worstSources(tried: number): Part {
	const families = [...costs(SAMPLE, () => true)].sort((a, b) => b.cpu - a.cpu).slice(0, tried);
	const names = new Set(families.map(({ name }) => name));
	const worst = [...costs(MAX_SOURCE_BYTES - SAMPLE, (name) => names.delete(name))].sort((a, b) => b.cpu - a.cpu);
	const rows = worst.slice(0, SHOWN).map(({ name, cpu }) => [JSON.stringify(name), cpu.toFixed(0)]);
	return { text: table(["reading the costliest source of 1 MiB (≤ 2,000)", "CPU, ms"], rows), broken: [] };
}

function* costs(size: number, isTried: (name: string) => boolean): Generator<{ name: string; cpu: number }> {
	for (const { name, path, text } of adversaries(size, SEED, 10)) {
		if (!isTried(name)) continue;
		const before = process.cpuUsage();
		readSource(path, text, CONTEXT);
		const { user, system } = process.cpuUsage(before);
		yield { name, cpu: (user + system) / 1000 };
	}
}
