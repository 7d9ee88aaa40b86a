/** A source may have so many bytes of UTF-8. */
export const MAX_SOURCE_BYTES = 1024 * 1024;
