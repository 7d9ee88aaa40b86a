/** A set of metrics of one name, as OpenMetrics has it: the name without the suffixes of its samples. */
export interface Family {
	name: string;
	type: "counter" | "gauge" | "info" | "summary";
	/** What its values are measured in; the name ends with it. */
	unit?: "bytes" | "seconds";
	/** A sentence. */
	help: string;
	samples: Sample[];
}

interface Sample {
	/** What follows the name: `_total` of a counter. */
	suffix?: string;
	labels?: Record<string, string>;
	value: number;
}

/** https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Metrics as OpenMetrics 1.0 writes them. A family without samples is left out. */
export function openMetrics(families: readonly Family[]): string {
	return `${families
		.filter(({ samples }) => samples.length > 0)
		.map(written)
		.join("")}# EOF\n`;
}

function written({ name, type, unit, help, samples }: Family): string {
	const lines = [
		`# TYPE ${name} ${type}`,
		...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
		`# HELP ${name} ${escaped(help)}`,
		...samples.map(({ suffix = "", labels = {}, value }) => `${name}${suffix}${labelsOf(labels)} ${value}`),
	];
	return lines.map((line) => `${line}\n`).join("");
}

function labelsOf(labels: Record<string, string>): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Of the characters that a value may not have as they are there are three. */
function escaped(text: string): string {
	return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
