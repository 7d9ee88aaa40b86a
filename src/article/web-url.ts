/**
 * The URL in normalized form without user and password, if it is http(s) and absolute or can be made absolute;
 * otherwise null.
 */
export function webUrl(text: string, base?: string): string | null {
	if (!URL.canParse(text, base)) return null;
	const url = new URL(text, base);
	if (url.protocol !== "https:" && url.protocol !== "http:") return null;
	if (url.username !== "" || url.password !== "" || url.hostname === "") return null;
	return url.href;
}
