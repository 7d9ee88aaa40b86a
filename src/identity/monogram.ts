import { textOn } from "./colour.ts";
import { encodePng } from "./png.ts";

/**
 * The icon of a site that does not have an icon of its own: the first letter of the site's name on its accent colour.
 * The letter consists of strokes, so it looks the same in SVG and PNG and does not need a font.
 */
export interface Monogram {
	/** SVG path data that only uses `M`, `L` and `Q`. */
	path: string;
	ground: string;
	ink: string;
}

/** The accent colour of sites that do not set their own. */
export const DEFAULT_ACCENT = "#14507f";

/** Capital letters and digits, 14 units high. */
const LETTERS: Record<string, string> = {
	A: "M0 14L5 0L10 14M1.8 9.3L8.2 9.3",
	B: "M0 7L0 0L5 0Q9.2 0 9.2 3.4Q9.2 7 5 7L0 7L0 14L5.5 14Q10 14 10 10.5Q10 7 5.5 7",
	C: "M10 2.5Q8 0 5.3 0Q0 0 0 7Q0 14 5.3 14Q8 14 10 11.5",
	D: "M0 0L0 14L4 14Q10 14 10 7Q10 0 4 0L0 0",
	E: "M9 0L0 0L0 14L9 14M0 7L7.5 7",
	F: "M9 0L0 0L0 14M0 7L7.5 7",
	G: "M10 2.5Q8 0 5.3 0Q0 0 0 7Q0 14 5.5 14Q8.5 14 10 12L10 7.8L6 7.8",
	H: "M0 0L0 14M10 0L10 14M0 7L10 7",
	I: "M0 0L0 14",
	J: "M7 0L7 9.5Q7 14 3.5 14Q0.5 14 0 11",
	K: "M0 0L0 14M9.5 0L0 8.5M3.7 5.2L10 14",
	L: "M0 0L0 14L8.5 14",
	M: "M0 14L0 0L5.75 9L11.5 0L11.5 14",
	N: "M0 14L0 0L10 14L10 0",
	O: "M5.5 0Q0 0 0 7Q0 14 5.5 14Q11 14 11 7Q11 0 5.5 0",
	P: "M0 14L0 0L5.5 0Q10 0 10 4Q10 8 5.5 8L0 8",
	Q: "M5.5 0Q0 0 0 7Q0 14 5.5 14Q11 14 11 7Q11 0 5.5 0M7 10.5L11 14.5",
	R: "M0 14L0 0L5.5 0Q10 0 10 4Q10 8 5.5 8L0 8M5.5 8L10 14",
	S: "M9.5 2.3Q8 0 5 0Q0.5 0 0.5 3.5Q0.5 6.3 5 7Q10 7.8 10 10.7Q10 14 5 14Q1.5 14 0 11.5",
	T: "M0 0L11 0M5.5 0L5.5 14",
	U: "M0 0L0 9Q0 14 5 14Q10 14 10 9L10 0",
	V: "M0 0L5.2 14L10.4 0",
	W: "M0 0L3.4 14L7 3L10.6 14L14 0",
	X: "M0 0L10 14M10 0L0 14",
	Y: "M0 0L5 7L10 0M5 7L5 14",
	Z: "M0 0L10 0L0 14L10 14",
	0: "M5 0Q0 0 0 7Q0 14 5 14Q10 14 10 7Q10 0 5 0",
	1: "M0 3L4 0L4 14",
	2: "M0.5 3Q1.5 0 5 0Q9.5 0 9.5 4Q9.5 6.5 6.5 9L0.5 14L10 14",
	3: "M0.5 0L9 0L4.5 5.8Q10 6 10 10Q10 14 5 14Q1.5 14 0 11.5",
	4: "M7.5 14L7.5 0L0 9.5L10 9.5",
	5: "M9 0L1.5 0L0.8 6.5Q3 5.3 5 5.3Q10 5.3 10 9.6Q10 14 5 14Q1.5 14 0 11.8",
	6: "M8.5 0.3Q0 2 0 9Q0 14 5 14Q10 14 10 9.6Q10 5.5 5.3 5.5Q1.5 5.5 0 9",
	7: "M0 0L10 0L4 14",
	8: "M5 6.7Q9 6.5 9 3.3Q9 0 5 0Q1 0 1 3.3Q1 6.5 5 6.7Q10 7 10 10.4Q10 14 5 14Q0 14 0 10.4Q0 7 5 6.7",
	9: "M1.5 13.7Q10 12 10 5Q10 0 5 0Q0 0 0 4.4Q0 8.5 4.7 8.5Q8.5 8.5 10 5",
};

/** A drawing of a newspaper, for names that begin with neither a Latin letter nor a digit. */
const NEWSPAPER = "M0 0L12 0L12 14L0 14L0 0M3 4L9 4M3 7L9 7M3 10L7 10";

/** Returns the monogram for a site's name. */
export function monogramOf(title: string, accent = DEFAULT_ACCENT): Monogram {
	const [first = ""] = /[\p{L}\p{N}]/u.exec(title) ?? [];
	const letter = first.normalize("NFKD").slice(0, 1).toUpperCase();
	return { path: LETTERS[letter] ?? NEWSPAPER, ground: accent, ink: textOn(accent) };
}

/** Side length of the square that contains the drawing, and width of the strokes, in units of the drawing. */
const SIDE = 28;
const STROKE = 2.8;

/** Returns the monogram as SVG, with rounded corners. */
export function monogramSvg({ path, ground, ink }: Monogram): string {
	const [x, y] = offsetOf(path);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}" width="512" height="512">
<rect width="${SIDE}" height="${SIDE}" rx="5" fill="${ground}"/>
<path transform="translate(${x} ${y})" d="${path}" fill="none" stroke="${ink}" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
}

/**
 * Returns the monogram as PNG. Its corners are not rounded, because operating systems crop icons to shapes of their
 * own.
 */
export function monogramPng({ path, ground, ink }: Monogram, size: number): Promise<Uint8Array<ArrayBuffer>> {
	const pixels = new Uint8Array(size * size);
	const scale = size / SIDE;
	const [x, y] = offsetOf(path);
	for (const [from, to] of segmentsOf(path)) {
		const place = ([across, down]: Point): Point => [(across + x) * scale, (down + y) * scale];
		drawLine(pixels, size, place(from), place(to), (STROKE * scale) / 2);
	}
	return encodePng({ size, pixels, colours: [ground, ink] });
}

type Point = readonly [x: number, y: number];

/** Returns the offset that centres the drawing. */
function offsetOf(path: string): Point {
	const ends = segmentsOf(path).flat();
	const middle = (axis: 0 | 1) => {
		const all = ends.map((point) => point[axis]);
		return Math.round((SIDE - Math.min(...all) - Math.max(...all)) * 50) / 100;
	};
	return [middle(0), middle(1)];
}

/** Number of straight lines into which a curve is divided. */
const PIECES = 8;

/** Converts path data to lines. Curves are divided into straight lines. */
function segmentsOf(path: string): [Point, Point][] {
	const segments: [Point, Point][] = [];
	let at: Point = [0, 0];
	for (const [, command, numbers = ""] of path.matchAll(/([MLQ])([^MLQ]+)/g)) {
		const [a = 0, b = 0, c = 0, d = 0] = numbers.split(" ").map(Number);
		const from = at;
		at = command === "Q" ? [c, d] : [a, b];
		if (command === "L") segments.push([from, at]);
		if (command !== "Q") continue;
		const on = (start: number, control: number, end: number, t: number) =>
			(1 - t) ** 2 * start + 2 * t * (1 - t) * control + t ** 2 * end;
		const points = Array.from({ length: PIECES + 1 }, (_, index): Point => {
			const t = index / PIECES;
			return [on(from[0], a, c, t), on(from[1], b, d, t)];
		});
		for (let index = 0; index < PIECES; index++) segments.push([points[index] ?? from, points[index + 1] ?? at]);
	}
	return segments;
}

/** Draws a line with round ends, anti-aliased: the closer a pixel is to the line, within `radius`, the darker it is. */
function drawLine(pixels: Uint8Array, size: number, [x1, y1]: Point, [x2, y2]: Point, radius: number): void {
	const dx = x2 - x1;
	const dy = y2 - y1;
	const length = dx * dx + dy * dy || 1;
	const inner = (radius - 0.5) ** 2;
	const outer = (radius + 0.5) ** 2;
	const top = Math.max(0, Math.floor(Math.min(y1, y2) - radius));
	const bottom = Math.min(size - 1, Math.ceil(Math.max(y1, y2) + radius));
	const left = Math.max(0, Math.floor(Math.min(x1, x2) - radius));
	const right = Math.min(size - 1, Math.ceil(Math.max(x1, x2) + radius));
	for (let row = top; row <= bottom; row++) {
		for (let column = left; column <= right; column++) {
			const x = column + 0.5 - x1;
			const y = row + 0.5 - y1;
			const along = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
			const across = x - along * dx;
			const down = y - along * dy;
			const square = across * across + down * down;
			if (square >= outer) continue;
			const shade = square <= inner ? 255 : Math.round(255 * (radius + 0.5 - Math.sqrt(square)));
			const at = row * size + column;
			if (shade > (pixels[at] ?? 0)) pixels[at] = shade;
		}
	}
}
