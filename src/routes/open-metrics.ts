/** An OpenMetrics metric family, which consists of samples whose names differ only in their suffixes. */
export interface Family {
	name: string;
	type: "counter" | "gauge" | "info" | "summary";
	/** The unit of the values. The family's name must end with it. */
	unit?: "bytes" | "seconds";
	/** A description in one sentence. */
	help: string;
	samples: Sample[];
}

interface Sample {
	/** Suffix of the sample name, such as `_total` for a counter. */
	suffix?: string;
	labels?: Record<string, string>;
	value: number;
}

/** https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Formats metrics as OpenMetrics 1.0. Families without samples are omitted. */
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

/** Escapes the three characters that must be escaped in OpenMetrics. */
function escaped(text: string): string {
	return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
