/** Colours of sky, sun, hills and sea at several times of day. */
const LIGHTS = [
	["#cfe3ec", "#fff8dc", "#6f97a8", "#3d6b82"],
	["#f3d9bf", "#fff3d6", "#b98a72", "#6b5a6e"],
	["#dcd3e6", "#fdf1f4", "#8b86a8", "#4b4f7a"],
	["#bfe0da", "#fbffe9", "#5f9a92", "#2f6a70"],
	["#f1cfc4", "#fff0cf", "#a8736f", "#584a63"],
	["#27405c", "#f2efd9", "#1c3047", "#12202f"],
] as const;

/** Generates an SVG of a boat in a bay. The same address always gets the same picture. */
export function pictureOf(address: string): string {
	const chance = [...address].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
	const [sky, sun, hills, sea] = LIGHTS[chance % LIGHTS.length] ?? LIGHTS[0];
	const boat = 20 + (chance % 90);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90" width="1600" height="900">
<rect width="160" height="90" fill="${sky}"/>
<circle cx="${140 - boat}" cy="${18 + (chance % 31)}" r="10" fill="${sun}"/>
<path d="M0 62 Q30 ${40 + (chance % 13)} 62 60 T120 54 T160 60 V90 H0Z" fill="${hills}"/>
<rect y="62" width="160" height="28" fill="${sea}"/>
<path d="M${boat} 72 h24 l-5 6 h-14z M${boat + 11} 71 v-20 l12 17z M${boat + 9} 70 v-14 l-8 12z" fill="#fff"/>
</svg>`;
}
