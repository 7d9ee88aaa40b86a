import { raw } from "hono/html";

/** Draws a cover to show in place of a missing picture. The same title always yields the same cover. */
export function cover(title: string): ReturnType<typeof raw> {
	const known = covers.get(title);
	if (known !== undefined) return known;
	const made = raw(drawn(title));
	if (covers.size < REMEMBERED) covers.set(title, made);
	return made;
}

/** Maximum number of cached covers. Drawing a cover takes longer than rendering a row of a list. */
const REMEMBERED = 500;

const covers = new Map<string, ReturnType<typeof raw>>();

/**
 * Returns the CSS class of the palette for a name. Half of all names get the palette in the hue of the site's accent
 * colour.
 */
export function paletteClass(name: string): string {
	return paletteFrom(generator(name)());
}

function paletteFrom(chance: number): string {
	return chance < 0.5 ? "k0" : chance < 0.75 ? "k1" : "k2";
}

function drawn(title: string): string {
	const next = generator(title);
	const palette = paletteFrom(next());
	const family = FAMILIES[Math.floor(next() * FAMILIES.length)] ?? hills;
	return `<svg class="cv ${palette}" viewBox="0 0 120 80" preserveAspectRatio="xMidYMid slice" aria-hidden="true">${family(next)}</svg>`;
}

/**
 * Creates a generator of pseudorandom numbers from 0 (inclusive) to 1 (exclusive), which depend only on the text:
 * mulberry32, seeded with the 32-bit FNV-1a hash of the text's code points.
 */
function generator(text: string): () => number {
	let state = 0x811c9dc5;
	for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Next = () => number;

const SHAPES = ["a", "b", "c"] as const;

/** Returns a whole number from `least` (inclusive) to `most` (exclusive). */
function between(next: Next, least: number, most: number): number {
	return least + Math.floor(next() * (most - least));
}

function oneOf<T>(next: Next, values: readonly [T, ...T[]]): T {
	return values[Math.floor(next() * values.length)] ?? values[0];
}

function path(shape: string, d: string): string {
	return d === "" ? "" : `<path class="${shape}" d="${d}"/>`;
}

function circle(shape: string, x: number, y: number, r: number): string {
	return `<circle class="${shape}" cx="${x}" cy="${y}" r="${r}"/>`;
}

/** Renders one `<path>` for each shape that has been drawn. */
function paths(collected: Record<string, string>): string {
	return Object.entries(collected)
		.map(([shape, d]) => path(shape, d))
		.join("");
}

/** Draws three waves and a sun. */
function hills(next: Next): string {
	const sun = circle("e", between(next, 20, 100), between(next, 14, 28), between(next, 7, 11));
	const waves = SHAPES.map((shape, index) => {
		const level = 34 + 15 * index + between(next, -3, 4);
		const bend = between(next, 6, 15) * (next() < 0.5 ? -1 : 1);
		return path(shape, `M0 ${level}q15 ${bend} 30 0t30 0 30 0 30 0V80H0z`);
	});
	return sun + waves.join("");
}

/** Draws rings around a corner. */
function arcs(next: Next): string {
	const [x, spot] = oneOf(next, [
		[0, 96],
		[120, 24],
	]);
	const y = oneOf(next, [80, 80, 0]);
	const step = between(next, 12, 16);
	const rings = ["a", "b", "c", "z", "a", "b"].map((shape, index) => circle(shape, x, y, step * (6.5 - index)));
	return circle("e", spot, y === 0 ? 60 : 20, between(next, 6, 10)) + rings.join("");
}

/** Draws a grid of six by four tiles, most of which are quarter circles. */
function tiles(next: Next): string {
	const collected: Record<string, string> = {};
	const spot = between(next, 0, 24);
	for (let index = 0; index < 24; index++) {
		const [x, y] = [(index % 6) * 20, Math.floor(index / 6) * 20];
		const turn = between(next, 0, 5);
		const shape = index === spot ? "e" : oneOf(next, ["a", "b", "a", "b", "c", ""]);
		if (shape === "") continue;
		collected[shape] = `${collected[shape] ?? ""}M${quarter(turn, x, y)}z`;
	}
	return paths(collected);
}

/** Returns a quarter circle centred on one of a tile's four corners, or the whole tile. */
function quarter(turn: number, x: number, y: number): string {
	if (turn === 0) return `${x} ${y}h20a20 20 0 0 1-20 20`;
	if (turn === 1) return `${x + 20} ${y}v20a20 20 0 0 1-20-20`;
	if (turn === 2) return `${x + 20} ${y + 20}h-20a20 20 0 0 1 20-20`;
	if (turn === 3) return `${x} ${y + 20}v-20a20 20 0 0 1 20 20`;
	return `${x} ${y}h20v20h-20`;
}

/** Draws rounded columns along a wave. */
function pipes(next: Next): string {
	const collected: Record<string, string> = {};
	const [start, speed] = [next() * 6, 0.3 + next() * 0.5];
	for (let x = 0; x < 120; x += 12) {
		const top = Math.round(38 + 20 * Math.sin(start + (x / 12) * speed));
		const shape = oneOf(next, SHAPES);
		collected[shape] = `${collected[shape] ?? ""}M${x} 80V${top}a6 6 0 0 1 12 0V80z`;
	}
	return circle("e", between(next, 20, 100), between(next, 14, 24), 7) + paths(collected);
}

/** Draws discs inside a larger disc, with a rotated half-disc. */
function orbit(next: Next): string {
	const [x, y] = [between(next, 46, 75), between(next, 34, 47)];
	const r = between(next, 24, 30);
	const turn = oneOf(next, [30, 60, 120, 150, 210, 300]);
	const angle = next() * 2 * Math.PI;
	const [spotX, spotY] = [Math.round(x + 40 * Math.cos(angle)), Math.round(y + 30 * Math.sin(angle))];
	const half = `<path class="c" transform="rotate(${turn} ${x} ${y})" d="M${x - r} ${y}a${r} ${r} 0 0 1 ${2 * r} 0z"/>`;
	return circle("a", x, y, r + 18) + circle("b", x, y, r) + half + circle("e", spotX, spotY, 6);
}

/** Draws a grid of four by three leaves. */
function leaves(next: Next): string {
	const collected: Record<string, string> = {};
	const spot = between(next, 0, 24);
	for (let index = 0; index < 12; index++) {
		const [x, y] = [(index % 4) * 30 + 2, Math.floor(index / 4) * 27 + 1];
		const shape = index === spot ? "e" : oneOf(next, ["a", "a", "b", "c"]);
		const leaf =
			next() < 0.5
				? `${x} ${y}h13a13 12 0 0 1 13 12v12h-13a13 12 0 0 1-13-12`
				: `${x + 26} ${y}v12a13 12 0 0 1-13 12h-13v-12a13 12 0 0 1 13-12`;
		collected[shape] = `${collected[shape] ?? ""}M${leaf}z`;
	}
	return paths(collected);
}

/** Draws ascending or descending steps, with a sun above them. */
function stairs(next: Next): string {
	const isUp = next() < 0.5;
	const heights = Array.from({ length: 6 }, (_, index) => 10 + index * 12 + between(next, 0, 5));
	const steps = (isUp ? heights : heights.toReversed()).map((height, index) => {
		const shape = ["a", "b", "c", "a", "b", "c"][isUp ? index : 5 - index] ?? "a";
		return path(shape, `M${index * 20} 80V${80 - height}h20V80z`);
	});
	return circle("e", isUp ? 28 : 92, between(next, 16, 26), between(next, 8, 13)) + steps.join("");
}

/** Draws a grid of six by four dots whose sizes form waves. */
function dots(next: Next): string {
	const collected: Record<string, string> = {};
	const [start, down] = [next() * 3, next() * 3];
	const spot = between(next, 0, 24);
	for (let index = 0; index < 24; index++) {
		const [column, row] = [index % 6, Math.floor(index / 6)];
		const size = Math.abs(Math.sin(start + column * 0.7) * Math.sin(down + row * 0.9));
		const r = Math.round(3 + 6 * size);
		const shape = index === spot ? "e" : size < 0.3 ? "a" : size < 0.65 ? "b" : "c";
		collected[shape] =
			`${collected[shape] ?? ""}M${10 + column * 20 - r} ${10 + row * 20}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0`;
	}
	return paths(collected);
}

const FAMILIES = [hills, arcs, tiles, pipes, orbit, leaves, stairs, dots];
