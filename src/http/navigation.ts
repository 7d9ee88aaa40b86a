/**
 * Whether a person has opened the address in a browser: only browsers say so, and of nothing that a program fetches in them
 * (`Sec-Fetch-Dest`, Fetch Metadata, W3C). `Accept` would not do: some feed readers ask for HTML.
 */
export function isNavigation(request: Request): boolean {
	return request.headers.get("Sec-Fetch-Dest") === "document";
}
