import { parseAccept } from "hono/utils/accept";

/**
 * Whether the client takes gzip. Behind Cloudflare the header always says yes, and `cf.clientAcceptEncoding` what the
 * client said; a bare workerd has the header alone.
 */
export function acceptsGzip(request: Request): boolean {
	const client: unknown = request.cf?.["clientAcceptEncoding"];
	const header = typeof client === "string" ? client : request.headers.get("Accept-Encoding");
	const codings = parseAccept(header ?? "").map(({ type, q }) => ({ coding: type.toLowerCase(), q }));
	const match =
		codings.find(({ coding }) => coding === "gzip" || coding === "x-gzip") ??
		codings.find(({ coding }) => coding === "*");
	return match !== undefined && match.q > 0;
}
