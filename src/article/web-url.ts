/**
 * Returns a URL in normalized form if it is http(s) and absolute, or becomes absolute with `base`. Returns null
 * otherwise, and for URLs that contain a user or password.
 */
export function webUrl(text: string, base?: string): string | null {
	if (!URL.canParse(text, base)) return null;
	const url = new URL(text, base);
	if (url.protocol !== "https:" && url.protocol !== "http:") return null;
	if (url.username !== "" || url.password !== "" || url.hostname === "") return null;
	return url.href;
}
