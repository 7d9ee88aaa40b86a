/** The largest file in KV, in bytes. */
export const MAX_KV_BYTES = 25 * 1024 * 1024;

/** The largest file in R2, in bytes. */
export const MAX_R2_BYTES = 300 * 1024 * 1024;

/** Bytes of each part of a large file but the last. */
export const PART_BYTES = 8 * 1024 * 1024;
