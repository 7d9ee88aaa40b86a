import type { Category } from "./podcast.ts";

/** Apple's categories and subcategories, which all apps use. */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
	Arts: ["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"],
	Business: ["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"],
	Comedy: ["Comedy Interviews", "Improv", "Stand-Up"],
	Education: ["Courses", "How To", "Language Learning", "Self-Improvement"],
	Fiction: ["Comedy Fiction", "Drama", "Science Fiction"],
	Government: [],
	History: [],
	"Health & Fitness": ["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"],
	"Kids & Family": ["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"],
	Leisure: [
		...["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden"],
		"Video Games",
	],
	Music: ["Music Commentary", "Music History", "Music Interviews"],
	News: [
		...["Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News"],
		"Tech News",
	],
	"Religion & Spirituality": [
		...["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
	],
	Science: [
		...["Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature"],
		...["Physics", "Social Sciences"],
	],
	"Society & Culture": ["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"],
	Sports: [
		...["Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running"],
		...["Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"],
	],
	Technology: [],
	"True Crime": [],
	"TV & Film": ["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"],
};

/**
 * Normalizes a category name for comparison: `Society &amp; Culture`, `society and culture` and `Society-Culture` are
 * equivalent.
 */
function keyOf(name: string): string {
	return name
		.toLowerCase()
		.replace(/&amp;|\band\b/g, "&")
		.replace(/[^a-z]/g, "");
}

const BY_KEY = new Map<string, Category>();
for (const [name, subs] of Object.entries(CATEGORIES)) {
	for (const sub of subs) BY_KEY.set(keyOf(sub), { name, sub });
}
for (const name of Object.keys(CATEGORIES)) BY_KEY.set(keyOf(name), { name });

/** Whether a category (and its subcategory, if given) is in Apple's list exactly as written. */
export function isCategory(name: string, sub?: string): boolean {
	const subs = Object.hasOwn(CATEGORIES, name) ? CATEGORIES[name] : undefined;
	return subs !== undefined && (sub === undefined || subs.includes(sub));
}

/**
 * Returns the category that a text stands for: `News`, `Daily News`, `News > Daily News` or `News/Daily News`.
 * Undefined if the category is not in Apple's list.
 */
export function categoryOf(text: string): Category | undefined {
	const whole = BY_KEY.get(keyOf(text));
	if (whole) return whole;
	const [main = "", sub = "", ...more] = text.split(/\s*(?:>|\/|:|›|→)\s*/);
	const found = BY_KEY.get(keyOf(sub));
	return more.length === 0 && found?.sub !== undefined && keyOf(found.name) === keyOf(main) ? found : undefined;
}

/** Returns the name of the most similar category; undefined if no category is similar. */
export function similarCategory(text: string): string | undefined {
	const words: string[] = text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
	const all = Object.entries(CATEGORIES).flatMap(([name, subs]) => [name, ...subs.map((sub) => `${name} > ${sub}`)]);
	const scored = all.map((name) => {
		const own = name.toLowerCase().match(/[a-z]{3,}/g) ?? [];
		return { name, score: words.filter((word) => own.some((one) => one.slice(0, 5) === word.slice(0, 5))).length };
	});
	return scored.filter(({ score }) => score > 0).toSorted((one, other) => other.score - one.score)[0]?.name;
}
