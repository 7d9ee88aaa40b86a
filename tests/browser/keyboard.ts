import type { Page } from "playwright-core";
import { DESKTOP } from "./walk.ts";

/** Number of Tab presses per page. */
const STEPS = 40;

interface Focused {
	what: string;
	/** The element's position in the document. */
	place: number;
	isSeen: boolean;
	isMarked: boolean;
	/** Whether the element is a player with controls of its own, each of which takes a Tab press. */
	isPlayer: boolean;
}

/**
 * Presses Tab repeatedly. Returns the problems found, or an empty list. Does not check the controls of players, because
 * the browser marks their focus.
 */
export async function stepsThrough(page: Page): Promise<string[]> {
	await page.setViewportSize(DESKTOP);
	const wrong: string[] = [];
	let last = -1;
	for (let step = 0; step < STEPS; step++) {
		await page.keyboard.press("Tab");
		const focused = await page.evaluate(lookAtFocus);
		if (focused === null) break;
		const { what, place, isSeen, isMarked, isPlayer } = focused;
		const isWithin = isPlayer && place === last;
		if (place <= last && !isWithin) wrong.push(`${what} comes after what is below it`);
		if (!isSeen) wrong.push(`${what} cannot be seen when it has the focus`);
		if (!isMarked && !isWithin) wrong.push(`${what} does not show that it has the focus`);
		last = place;
	}
	return last === -1 ? ["Nothing can be reached"] : wrong;
}

/** Describes the focused element, or returns null if there is none. */
function lookAtFocus(): Focused | null {
	const element = document.activeElement;
	if (element === null || element === document.body) return null;
	const { outlineStyle, outlineWidth } = getComputedStyle(element);
	const { top, bottom, left, right } = element.getBoundingClientRect();
	return {
		what: element.outerHTML.slice(0, 150),
		place: [...document.querySelectorAll("*")].indexOf(element),
		isSeen: right > left && bottom > top && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
		// The content of a frame marks its own focus.
		isMarked: element.matches("iframe") || (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1),
		isPlayer: element.matches("audio[controls], video[controls]"),
	};
}
