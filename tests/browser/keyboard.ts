import type { Page } from "playwright-core";
import { DESKTOP } from "./walk.ts";

/** So many steps are taken through a page. */
const STEPS = 40;

interface Focused {
	what: string;
	/** Its place among the elements of the document. */
	place: number;
	isSeen: boolean;
	isMarked: boolean;
}

/** Presses the Tab key again and again. Returns what is wrong with where it leads; empty if nothing. */
export async function stepsThrough(page: Page): Promise<string[]> {
	await page.setViewportSize(DESKTOP);
	const wrong: string[] = [];
	let last = -1;
	for (let step = 0; step < STEPS; step++) {
		await page.keyboard.press("Tab");
		const focused = await page.evaluate(lookAtFocus);
		if (focused === null) break;
		const { what, place, isSeen, isMarked } = focused;
		if (place <= last) wrong.push(`${what} comes after what is below it`);
		if (!isSeen) wrong.push(`${what} cannot be seen when it has the focus`);
		if (!isMarked) wrong.push(`${what} does not show that it has the focus`);
		last = place;
	}
	return last === -1 ? ["Nothing can be reached"] : wrong;
}

/** What has the focus; null if that is nothing in particular. */
function lookAtFocus(): Focused | null {
	const element = document.activeElement;
	if (element === null || element === document.body) return null;
	const { outlineStyle, outlineWidth } = getComputedStyle(element);
	const { top, bottom, left, right } = element.getBoundingClientRect();
	return {
		what: element.outerHTML.slice(0, 150),
		place: [...document.querySelectorAll("*")].indexOf(element),
		isSeen: right > left && bottom > top && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
		// What is in a frame shows its focus itself.
		isMarked: element.matches("iframe") || (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1),
	};
}
