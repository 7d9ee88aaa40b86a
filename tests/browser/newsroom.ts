import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const TOWNS = [
	...["Amberwick", "Brackenford", "Cindermoor", "Dunhollow", "Elmsreach", "Fennbridge"],
	...["Gullhaven", "Heathercombe", "Inkwell", "Juniper Bay", "Kestrelby", "Larkspur"],
];
const PAPERS = [
	...["Courier", "Herald", "Echo", "Chronicle", "Mercury"],
	...["Observer", "Argus", "Gleaner", "Tidings", "Almanac"],
];

/** Number of providers in addition to those in the sample newsroom. */
export const PRESS = TOWNS.length * PAPERS.length;

/** An article that is published and then removed before the tests begin. */
export const TAKEN_BACK = "taken-back.md";

/** A word too long for any line. */
export const LONG_WORD = `Wind${"whistling".repeat(30)}mill`;

/**
 * Writes a newsroom with what the sample newsroom lacks: many small providers, members' articles, and articles with
 * several scripts, endless words or videos.
 */
export function writePress(folder: string): void {
	const files = { ...papers(), ...trials() };
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
}

/** Makes one article per newspaper, each older than every article in the sample newsroom. */
function papers(): Record<string, string> {
	const names = TOWNS.flatMap((town) => PAPERS.map((paper) => ({ town, paper })));
	return Object.fromEntries(
		names.map(({ town, paper }, index) => {
			const slug = `${town} ${paper}`.toLowerCase().replaceAll(" ", "-");
			const domain = `${slug}.example`;
			const fields = [
				`title: Market day in ${town}, as the ${paper} saw it`,
				`date: ${new Date(Date.UTC(2025, 0, 1 + 3 * index)).toISOString()}`,
				`link: https://${domain}/market-day`,
				`provider: { name: ${town} ${paper}, domain: ${domain} }`,
				"topics: [Market day]",
				`images: [{ url: "https://${domain}/market.jpg", width: 1200, height: 675 }]`,
			];
			return [`${slug}.md`, articleOf(fields, `What was sold in ${town}, what was not, and who carried it home.`)];
		}),
	);
}

function trials(): Record<string, string> {
	return {
		"kite-club.md": articleOf(
			[
				"title: The kite club flies at night",
				"date: 2026-06-21T21:00:00Z",
				"topics: [Reading, Harbour life]",
				"authors: [Ida Quill]",
				'images: [{ url: "https://pictures.example/kites.jpg", width: 1600, height: 900 }]',
			],
			[
				"Forty kites with a lamp each went up from the breakwater. This is what it looked like from below:",
				'<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="Kites at night"></iframe>',
				"To join them you need a kite, a lamp, and a warm coat.",
			].join("\n\n"),
		),
		"long-word.md": articleOf(
			[`title: ${LONG_WORD}`, "date: 2026-01-20", "topics: [Reading]"],
			`A word for the sound of a mill: ${LONG_WORD}. \`${LONG_WORD}\``,
		),
		"laternen.md": articleOf(
			["title: Laternenumzug über die Klappbrücke", "date: 2026-01-11", "language: de", "topics: [Harbour life]"],
			"Zweihundert Kinder zogen singend über die Brücke. Die Straßenbeleuchtung blieb aus, damit man etwas davon hatte.",
		),
		"lanterns-arabic.md": articleOf(
			["title: مسيرة الفوانيس فوق الجسر", "date: 2026-01-10", "language: ar", "topics: [Harbour life]"],
			"عبر مئتا طفل الجسر وهم يغنّون، وبقيت أنوار الشارع مطفأة حتى تُرى الفوانيس.",
		),
		"members.md": articleOf(
			["title: What the members know", "date: 2026-01-09", "topics: [Reading]", "audience: members"],
			"This is for those who were given a token.",
		),
		[TAKEN_BACK]: articleOf(["title: A rumour", "date: 2026-01-08", "topics: [Reading]"], "It was not true."),
	};
}

function articleOf(fields: readonly string[], body: string): string {
	return ["---", ...fields, "---", body, ""].join("\n");
}
