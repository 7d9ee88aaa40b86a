import { DEFAULT_THEME, type Palette, paletteOf, type Theme } from "../identity/palette.ts";

/** Theme settings. Missing settings have defaults. */
export type ThemeSettings = { [Key in keyof Theme]?: Theme[Key] | undefined };

const SERIF = '"Iowan Old Style","Palatino Linotype",P052,"Noto Naskh Arabic","Geeza Pro","Noto Serif",Georgia,serif';

/** Returns a minified stylesheet in a site's colours and typefaces. */
export function themed(css: string, { accent, headlines }: ThemeSettings): string {
	const theme = { accent: accent ?? DEFAULT_THEME.accent, headlines: headlines ?? DEFAULT_THEME.headlines };
	const family = theme.headlines === "serif" ? SERIF : "var(--sans)";
	const light = variables(paletteOf(theme.accent, "light"));
	const dark = variables(paletteOf(theme.accent, "dark"));
	return `:root{--head:${family};${light}@media(prefers-color-scheme:dark){:root{${dark}}${minified(css)}`;
}

/**
 * Returns colours as CSS variables: declarations that complete and close a `:root` rule, followed by one class for each
 * palette of covers.
 */
function variables(palette: Palette): string {
	const all = Object.entries(palette);
	const root = all.filter(([name]) => !/^(k\d|spot)/.test(name)).map(([name, value]) => `--${name}:${value}`);
	const covers = ["k0", "k1", "k2"].map((cover) => {
		const shapes = ["a", "b", "c"].map((shape) => `--${shape}:${palette[cover + shape]}`);
		return `.${cover}{--g:${palette[cover]};${shapes.join(";")}}`;
	});
	return `${root.join(";")};--e:${palette["spot"]}}${covers.join("")}`;
}

/**
 * Returns rules that set the accent colour of feeds opened in a browser. They must come after the rules in the feed
 * stylesheet.
 */
export function accentOfFeeds(accent: string): string {
	const rule = ({ link, wash }: Palette) => `:root{--accent:${link};--tint:${wash}}`;
	const dark = rule(paletteOf(accent, "dark"));
	return `${rule(paletteOf(accent, "light"))}@media(prefers-color-scheme:dark){${dark}}\n`;
}

/** Removes comments and optional white space from CSS. */
export function minified(css: string): string {
	return (
		css
			.replaceAll(/\/\*.*?\*\//gs, "")
			.replaceAll(/\s+/g, " ")
			.replaceAll(" / ", "/")
			.replaceAll(" !", "!")
			.replaceAll("@media (", "@media(")
			.replaceAll(/ \+ (?=[*.[])/g, "+")
			.replaceAll(/="(\w+)"]/g, "=$1]")
			.replaceAll(/ ?([{};,>]) ?/g, "$1")
			.replaceAll(/(?<=[a-z]): (?!is\()/g, ":")
			// In every language that pages use, lines run from top to bottom, so the physical property names (which are
			// shorter) are equivalent.
			.replaceAll(/(?<=margin|padding|border)-block-(start|end)/g, (_, edge) => (edge === "start" ? "-top" : "-bottom"))
			.replaceAll(";}", "}")
			.replaceAll(/(?<=[\s(,:-])0\./g, ".")
			.trim()
	);
}
