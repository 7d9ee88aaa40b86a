/**
 * Replaces packages that dependencies import and that are never called here (`alias` in `wrangler.toml`), which saves
 * 17 KiB of the upload. `markdown.ts` replaces the code that would call linkify-it, mdurl and punycode.js. xml-js needs
 * sax only to read XML, and `feed` only writes it. The parser uses two patterns of uc.micro.
 */
export const P = /\p{P}/u;
export const S = /\p{S}/u;
export class LinkifyIt {}
export default {};
