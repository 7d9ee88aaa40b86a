/** Whether the Publisher respects KV's daily limits. Tests set this before the Publisher starts. */
export const limits = { isLimited: false };
