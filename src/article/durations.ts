/** Matches durations such as `1:02:03` or `62:03`, optionally with a fraction. */
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d+)?)$/;

/** Matches ISO 8601 durations such as `PT1H2M3S`. */
const ISO = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/i;

/** Matches durations such as `1 h 2 min 3 s` or `62 minutes`. */
const WORDS =
	/^(?:(\d+)\s*h(?:(?:ou)?rs?)?\b\.?)?,?\s*(?:(\d+)\s*m(?:in(?:ute)?s?)?\b\.?)?,?\s*(?:(\d+)\s*s(?:ec(?:ond)?s?)?\b\.?)?$/i;

/**
 * Parses a duration in seconds, or in any common notation of hours, minutes and seconds. Returns the number of seconds,
 * or null if the text is not a duration.
 */
export function parseDuration(text: string): number | null {
	const written = text.trim();
	if (/^\d+(?:\.\d+)?$/.test(written)) return Number(written);
	if (written === "") return null;
	for (const pattern of [CLOCK, ISO, WORDS]) {
		const [whole, hours = "0", minutes = "0", seconds = "0"] = pattern.exec(written) ?? [];
		if (whole === undefined) continue;
		return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(",", "."));
	}
	return null;
}

/** Formats a duration (in seconds) in clock notation, for example as `1:02:03` or `2:03`. */
export function clockTime(seconds: number): string {
	const whole = Math.floor(seconds);
	const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
	const shown = parts[0] === 0 ? parts.slice(1) : parts;
	return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
