import { deliver } from "./deliver.ts";
import { answer, type Door, opening, refuse } from "./door.ts";
import { changeOf } from "./ghost-post.ts";
import { fromHex, isSigned } from "./hmac.ts";
import { TOLERANCE } from "./standard-webhooks.ts";

/** The signature in hexadecimal digits, and when it was made, in milliseconds. */
function signatureOf(header: string | null | undefined): { digits: string; time: string } | null {
	const [, digits, time] = /^sha256=([0-9a-f]{64}), t=(\d{1,15})$/.exec(header ?? "") ?? [];
	return digits === undefined || time === undefined ? null : { digits, time };
}

const door: Door = {
	secret: "GHOST_WEBHOOK_SECRET",
	// A post's text comes up to three times: as HTML, as plain text, and as Ghost's editor keeps it.
	mebibytes: 8,
	check(headers, secrets) {
		const signature = signatureOf(headers.get("X-Ghost-Signature"));
		if (signature === null) {
			const error = "The header X-Ghost-Signature is missing or malformed. Give the webhook a secret.";
			return { status: 401, error };
		}
		const { digits, time } = signature;
		if (Math.abs(Date.now() - Number(time)) > TOLERANCE) {
			return { status: 401, error: "The signature was not made within the last five minutes." };
		}
		return (body) => isSigned([body, time], secrets, [fromHex(digits)]);
	},
};

/** `POST /webhooks/ghost` (https://docs.ghost.org/webhooks): posts; anything else is answered and ignored. */
export const postGhost = opening(door, async (c, payload) => {
	if (typeof payload !== "object" || payload === null || !("post" in payload)) {
		return answer(c, { ignored: "Only posts are published." });
	}
	const change = changeOf(payload);
	const signature = signatureOf(c.req.header("X-Ghost-Signature"));
	if (change === null || signature === null) {
		return refuse(c, { status: 400, error: "The payload is not one that Ghost is known to send of a post." });
	}
	// Ghost gives its deliveries no id; a signature stands for one text at one time.
	return deliver(c, `ghost:${signature.digits}`, Number(signature.time), change);
});
