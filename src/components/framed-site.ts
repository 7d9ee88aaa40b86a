import type { Site } from "../settings.ts";

/** What the frame of a page shows of a site. */
export type FramedSite = Pick<Site, "title" | "language" | "url"> & Partial<Omit<Site, "title" | "language" | "url">>;
