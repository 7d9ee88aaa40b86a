import manifest from "../package.json" with { type: "json" };

/** The version of Newsstand. */
export const VERSION = manifest.version;
