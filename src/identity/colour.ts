import {
	type Color,
	clampChroma,
	formatHex,
	modeHsl,
	modeHwb,
	modeLab,
	modeLch,
	modeLrgb,
	modeOklab,
	modeOklch,
	modeRgb,
	parse,
	useMode,
	wcagContrast,
} from "culori/fn";

for (const mode of [modeRgb, modeLrgb, modeHsl, modeHwb, modeLab, modeLch, modeOklab]) useMode(mode as typeof modeRgb);
useMode(modeOklch);

/** Converts a colour in any CSS notation to `#rrggbb`, without transparency; null if it is not a colour. */
export function parseColour(text: string): string | null {
	const colour = parse(text.trim());
	return colour === undefined ? null : hexOf(colour);
}

/** Returns the contrast between two colours (WCAG 2), from 1 to 21. */
export function contrast(one: string, other: string): number {
	return wcagContrast(one, other);
}

/** Returns black or white, whichever is easier to read on a colour. */
export function textOn(ground: string): string {
	const [light, dark] = ["#ffffff", "#000000"];
	return contrast(light, ground) >= contrast(dark, ground) ? light : dark;
}

/** Converts a colour to `#rrggbb`. Colours outside the sRGB gamut lose chroma. */
function hexOf(colour: Color): string {
	return formatHex(clampChroma(colour, "oklch", "rgb"));
}
