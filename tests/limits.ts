/** Whether the Publisher respects KV's daily limits. Tests set this before it starts. */
export const limits = { isLimited: false };
