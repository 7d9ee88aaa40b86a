import type { Screen } from "../../src/cli/screen.ts";

/** A screen that remembers what was said on it. */
export interface RecordingScreen extends Screen {
	lines: string[];
	complaints: string[];
	shown: string[];
}

export function recordingScreen(): RecordingScreen {
	const lines: string[] = [];
	const complaints: string[] = [];
	const shown: string[] = [];
	return {
		...{ lines, complaints, shown },
		line: (text) => void lines.push(text),
		complain: (text) => void complaints.push(text),
		progress: (text) => void shown.push(text),
	};
}
