import {
	converter,
	formatHex,
	inGamut,
	modeLrgb,
	modeOklab,
	modeOklch,
	modeRgb,
	useMode,
	wcagContrast,
} from "culori/fn";

for (const mode of [modeRgb, modeLrgb, modeOklab]) useMode(mode as typeof modeRgb);
useMode(modeOklch);
const oklch = converter("oklch");
const isShown = inGamut("rgb");

/** The parts of a site's look that its operator can choose. */
export interface Theme {
	/** `#rrggbb` */
	accent: string;
	/** The typeface of headlines and article text. */
	headlines: "serif" | "sans";
}

export const DEFAULT_THEME: Theme = { accent: "#0b5f7a", headlines: "serif" };

/** Colours, by the names of their CSS variables without the hyphens. */
export type Palette = Record<string, string>;

/** Minimum contrast of links on every background (WCAG 2). */
const LINK_CONTRAST = 5.2;

/** Minimum contrast of text (WCAG 2, level AA). */
const TEXT_CONTRAST = 4.5;

/** Minimum contrast of the borders of controls (WCAG 2). */
const CONTROL_CONTRAST = 3;

/** For each neutral colour: its lightness, and its chroma if the accent is strong. */
const NEUTRALS = {
	light: {
		paper: [0.988, 0.004],
		top: [0.998, 0.001],
		wash: [0.957, 0.014],
		line: [0.9, 0.012],
		edge: [0.6, 0.02],
		ink: [0.215, 0.014],
		soft: [0.46, 0.018],
	},
	dark: {
		paper: [0.178, 0.01],
		top: [0.25, 0.014],
		wash: [0.215, 0.016],
		line: [0.325, 0.016],
		edge: [0.6, 0.02],
		ink: [0.925, 0.008],
		soft: [0.745, 0.014],
	},
} as const;

/** Lightness and chroma of a cover's colours: background, three shapes, and the spot. */
const COVERS = {
	light: { base: [0.915, 0.035], a: [0.8, 0.075], b: [0.62, 0.115], c: [0.42, 0.095], spot: [0.885, 0.075] },
	dark: { base: [0.29, 0.04], a: [0.4, 0.065], b: [0.53, 0.095], c: [0.7, 0.1], spot: [0.8, 0.07] },
} as const;

/** Differences in hue between the covers' palettes and the accent, in degrees. */
const COVER_HUES = [0, 32, -38];

/** Difference in hue, in degrees, between an accent and its complement, which is used for highlights. */
const OPPOSITE = 165;

/**
 * Returns all colours of the site's pages for an accent. The colours are as close to the accent as possible, and
 * legible with any accent.
 */
export function paletteOf(accent: string, scheme: "light" | "dark"): Palette {
	// Greys do not have a hue. A yellow hue is used for them, because it looks like paper.
	const { l, c, h = 90 } = oklch(accent) ?? { l: 0, c: 0 };
	const strength = Math.min(c, 0.12) / 0.12;
	const neutrals = Object.entries(NEUTRALS[scheme]).map(([name, [light, chroma]]) => [
		name,
		colour(light, chroma * strength, h),
	]);
	const palette: Palette = Object.fromEntries(neutrals);
	const { paper = "", wash = "", top = "", ink = "" } = palette;
	const isLight = scheme === "light";
	const link = isLight
		? legible([paper, wash], Math.min(l, 0.53), -0.005, Math.min(c, 0.19), h)
		: legible([paper, wash, top], Math.min(Math.max(l, 0.78), 0.86), 0.005, Math.min(c, 0.105), h);
	const fill = isLight ? accent : link;
	const [light, chroma] = isLight ? [0.89, 0.08] : [0.4, 0.07];
	return {
		...palette,
		link,
		fill,
		onfill: isLight ? textOn(fill, ink) : paper,
		fline: wcagContrast(fill, paper) >= CONTROL_CONTRAST ? fill : link,
		mark: colour(light, chroma * Math.max(strength, 0.4), h + OPPOSITE),
		...coversOf(c, h, scheme),
	};
}

/** Returns the colours of covers: backgrounds (`k0` to `k2`), shapes (`k0a` to `k2c`) and the spot. */
function coversOf(c: number, h: number, scheme: "light" | "dark"): Palette {
	const strength = Math.min(Math.max(c / 0.13, 0.14), 1.1);
	const { spot, base, ...shapes } = COVERS[scheme];
	const palettes = COVER_HUES.flatMap((turn, index) => [
		[`k${index}`, colour(base[0], base[1] * strength, h + turn)],
		...Object.entries(shapes).map(([name, [l, chroma]]) => [
			`k${index}${name}`,
			colour(l, chroma * strength, h + turn),
		]),
	]);
	return { ...Object.fromEntries(palettes), spot: colour(spot[0], spot[1] * strength, h + OPPOSITE) };
}

/** Changes the lightness of a colour in steps until it is legible on all of these backgrounds. */
function legible(grounds: readonly string[], start: number, step: number, c: number, h: number): string {
	let l = start;
	let made = colour(l, c, h);
	while (grounds.some((ground) => wcagContrast(made, ground) < LINK_CONTRAST)) {
		l += step;
		made = colour(l, c, h);
	}
	return made;
}

/** Returns the colour of text on an accent: the first of white, the page's text colour and black that is legible. */
function textOn(ground: string, ink: string): string {
	const white = "#ffffff";
	if (wcagContrast(white, ground) >= TEXT_CONTRAST) return white;
	return wcagContrast(ink, ground) >= TEXT_CONTRAST ? ink : "#000000";
}

/** Converts a colour to `#rrggbb`. Colours outside the sRGB gamut lose chroma. */
function colour(l: number, c: number, h: number): string {
	let chroma = c;
	while (chroma > 0.001 && !isShown({ mode: "oklch", l, c: chroma, h })) chroma *= 0.95;
	return formatHex({ mode: "oklch", l, c: chroma, h });
}
