/** How a subscriber is spoken with: WebSub brings the content, rssCloud only the word that there is some. */
export type Protocol = "websub" | "rsscloud";

/** What somebody asks the Hub for, checked as far as that goes without its tables. */
export interface Request {
	mode: "subscribe" | "unsubscribe";
	/** The self link of a feed. */
	topic: string;
	/** As `URL` writes it. */
	callback: string;
	protocol: Protocol;
	/** What deliveries are signed with. */
	secret: string | null;
	/** Seconds that the subscription lasts. */
	lease: number;
}

/** Why a request is refused. */
export interface Refusal {
	status: 400 | 404 | 429 | 503;
	/** A sentence for whoever writes the subscriber. */
	message: string;
	/** Seconds after which it may come again. */
	retryAfter?: number;
}

/** The host of a callback, by which limits count. */
export function hostOf(callback: string): string {
	return new URL(callback).hostname;
}
