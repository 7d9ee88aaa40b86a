import { createHmac } from "node:crypto";
import type { WebSub } from "../settings.ts";

/** The value of `X-Hub-Signature`: `sha256=<hexadecimal>`, the HMAC of a body with a subscriber's secret (WebSub, section 8). */
export function signatureOf(method: WebSub["signature"], secret: string, body: Uint8Array): string {
	return `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
}
