import type { Site } from "../settings.ts";

/** The properties of a site that the page frame shows. */
export type FramedSite = Pick<Site, "title" | "language" | "url"> & Partial<Omit<Site, "title" | "language" | "url">>;
