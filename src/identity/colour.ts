import {
	type Color,
	clampChroma,
	converter,
	formatHex,
	modeHsl,
	modeHwb,
	modeLab,
	modeLch,
	modeLrgb,
	modeOklab,
	modeOklch,
	modeRgb,
	type Oklch,
	parse,
	useMode,
	wcagContrast,
} from "culori/fn";

for (const mode of [modeRgb, modeLrgb, modeHsl, modeHwb, modeLab, modeLch, modeOklab]) useMode(mode as typeof modeRgb);
useMode(modeOklch);
const oklch = converter("oklch");

/** A colour in any notation of CSS as `#rrggbb`; null if it is none. Transparency is left out. */
export function parseColour(text: string): string | null {
	const colour = parse(text.trim());
	return colour === undefined ? null : hexOf(colour);
}

/** Contrast of two colours (WCAG 2), from 1 to 21. */
export function contrast(one: string, other: string): number {
	return wcagContrast(one, other);
}

/** Text needs this much (WCAG 2, level AA); a little more, since colours are rounded. */
const ENOUGH = 4.6;

/** The colours of pages that follow the accent, and the grounds that text in them stands on. */
export interface Palette {
	/** Of links and buttons. */
	accent: string;
	/** Of text on the accent. */
	onAccent: string;
	/** The ground of boxes. */
	tint: string;
}

/** The grounds of pages, as in `style.css`. */
export const GROUNDS = {
	light: { paper: "#fcfbf7", card: "#ffffff", ink: "#1d1c1a", quiet: "#5d5950" },
	dark: { paper: "#15171a", card: "#1d2024", ink: "#e9e6df", quiet: "#aba69b" },
};

const palettes = new Map<string, Palette>();

/** The palette of pages for an accent (`#rrggbb`): as similar as possible, and legible in any case. */
export function paletteOf(accent: string, scheme: "light" | "dark"): Palette {
	const key = accent + scheme;
	const palette = palettes.get(key) ?? newPalette(accent, scheme);
	palettes.set(key, palette);
	return palette;
}

function newPalette(accent: string, scheme: "light" | "dark"): Palette {
	const { l, c, h } = lch(accent);
	const isLight = scheme === "light";
	const tint = isLight ? colour(0.957, tinted(c, 0.014), h) : colour(0.26, tinted(c, 0.03), h);
	const grounds = [GROUNDS[scheme].paper, GROUNDS[scheme].card, tint];
	let lightness = isLight ? Math.min(l, 0.53) : Math.min(Math.max(l, 0.78), 0.86);
	const chroma = Math.min(c, isLight ? 0.19 : 0.105);
	let made = colour(lightness, chroma, h);
	while (grounds.some((ground) => contrast(made, ground) < ENOUGH)) {
		lightness += isLight ? -0.005 : 0.005;
		made = colour(lightness, chroma, h);
	}
	return { accent: made, onAccent: textOn(made), tint };
}

/** Black or white, whichever is easier to read on a colour. */
export function textOn(ground: string): string {
	const [light, dark] = ["#ffffff", "#000000"];
	return contrast(light, ground) >= contrast(dark, ground) ? light : dark;
}

/** A share of the accent's chroma: grey accents have grey tints. */
function tinted(chroma: number, most: number): number {
	return (Math.min(chroma, 0.12) / 0.12) * most;
}

function lch(hex: string): Oklch {
	return oklch(hex) ?? { mode: "oklch", l: 0, c: 0 };
}

function colour(l: number, c: number, h: number | undefined): string {
	return hexOf({ mode: "oklch", l, c, ...(h === undefined ? {} : { h }) });
}

/** Colours outside of sRGB lose chroma. */
function hexOf(colour: Color): string {
	return formatHex(clampChroma(colour, "oklch", "rgb"));
}
