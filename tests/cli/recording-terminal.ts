import type { Terminal } from "../../src/cli/terminal.ts";

/** A terminal that records its output. */
export interface RecordingScreen extends Terminal {
	lines: string[];
	failures: string[];
	shown: string[];
}

export function recordingTerminal(): RecordingScreen {
	const lines: string[] = [];
	const failures: string[] = [];
	const shown: string[] = [];
	return {
		...{ lines, failures, shown },
		line: (text) => void lines.push(text),
		error: (text) => void failures.push(text),
		progress: (text) => void shown.push(text),
	};
}
