import type { Picture } from "../article/article.ts";

/** Wider than this a picture costs readers more than it shows them, in pixels. */
const SENSIBLE_WIDTH = 2600;

/** The picture that stands for an article where there is room for one: the widest sensible, else the first. */
export function leadPicture(images: readonly Picture[]): Picture | undefined {
	const sized = images.filter(({ width = 0 }) => width > 0 && width <= SENSIBLE_WIDTH);
	return sized.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0] ?? images[0];
}
