/** An OpenMetrics family: metrics of one name, without the suffixes of samples. */
export interface Family {
	name: string;
	type: "counter" | "gauge" | "info" | "summary";
	/** The unit of its values; the name ends with it. */
	unit?: "bytes" | "seconds";
	/** A sentence. */
	help: string;
	samples: Sample[];
}

interface Sample {
	/** Suffix of the name: `_total` for a counter. */
	suffix?: string;
	labels?: Record<string, string>;
	value: number;
}

/** https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Formats metrics as OpenMetrics 1.0. Leaves out families without samples. */
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

/** OpenMetrics escapes three characters. */
function escaped(text: string): string {
	return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
