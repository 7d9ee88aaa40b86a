/** Pictures up to this size are not for the eye. In pixels. */
const INVISIBLE = 2;

/** Addresses that count who opens a text: those of mailing services, of statistics, and of the German VG Wort. */
const COUNTERS: RegExp[] = [
	/\/(wf\/open|track\/open(\.php)?|open\.aspx|trk\/open|e\/open|ss\/o)\b/i,
	/^(https?:)?\/\/(www\.)?facebook\.com\/tr\b/i,
	/^(https?:)?\/\/([\w-]+\.)*(google-analytics\.com|doubleclick\.net|scorecardresearch\.com|quantserve\.com|statcounter\.com|pixel\.wp\.com|stats\.wp\.com|vgwort\.de|ioam\.de|exct\.net\/open)\//i,
	/^(https?:)?\/\/feeds\.feedburner\.com\/~(r|ff|4)\//i,
	/\/(pixel|spacer|blank|clear|clearpixel|transparent|trans|1x1|dot|beacon)([-_.]?1x1)?\.(gif|png)([?#]|$)/i,
];

/**
 * Whether a picture counts readers or fills a gap instead of showing something.
 *
 * @param width as written: pixels, or a length in CSS
 */
export function isTrackingPixel(src: string, width: number | string | undefined, height: number | string | undefined) {
	if (isTiny(width) || isTiny(height)) return true;
	return COUNTERS.some((counter) => counter.test(src));
}

function isTiny(length: number | string | undefined): boolean {
	const number = typeof length === "number" ? length : Number(/^(\d+)(\.\d+)?(px)?$/.exec(length ?? "")?.[1]);
	return number <= INVISIBLE;
}
