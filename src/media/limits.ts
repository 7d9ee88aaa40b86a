/** Maximum size of a file in KV, in bytes. */
export const MAX_KV_BYTES = 25 * 1024 * 1024;

/** Maximum size of a file in R2, in bytes. */
export const MAX_R2_BYTES = 300 * 1024 * 1024;

/** Size of each part of a large file, in bytes. The last part may be smaller. */
export const PART_BYTES = 8 * 1024 * 1024;
