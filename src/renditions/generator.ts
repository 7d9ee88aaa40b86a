import { VERSION } from "../version.ts";

/**
 * The generator that feeds declare. The last number of the version is left out so that a bug-fix release does not
 * change every feed.
 */
export const GENERATOR = { name: "Newsstand", version: VERSION.split(".").slice(0, 2).join(".") };
