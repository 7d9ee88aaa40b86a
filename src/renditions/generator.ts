import { VERSION } from "../version.ts";

/** What feeds say made them. Without the last number: fixes alone do not change every feed. */
export const GENERATOR = { name: "Newsstand", version: VERSION.split(".").slice(0, 2).join(".") };
