import type { Difference } from "./difference.ts";

/** A single source may be taken back without being asked, whatever part of the whole it is. */
const FEW = 1;

/**
 * Whether so much would be taken back that whoever publishes is asked first: a wrong folder must not empty a site.
 *
 * @param gone what would be, of all that is held
 */
export function takesMuchBack({ held }: Pick<Difference, "held">, gone: readonly string[]): boolean {
	return gone.length > FEW && gone.length > held.size / 2;
}

/** What is asked; `where` the sources are. */
export function removalQuestion({ held }: Pick<Difference, "held">, gone: readonly string[], where: string): string {
	const what = `This would take back ${gone.length} of the ${held.size} sources that this token has put on ${where}`;
	return `${what}, so nothing was changed. If these are the right folders, run it again with --remove.`;
}
