/** Limits of KV that a test sets before the Publisher starts. */
export const limits = { isLimited: false };
