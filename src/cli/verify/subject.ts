import type { Answer } from "./ask.ts";
import { type FeedDocument, type Format, formatOf, readFeed } from "./feed-document.ts";
import type { Fault } from "./finding.ts";

/** A feed that is looked at: how it came, and what it holds. */
export interface Subject {
	/** The address at which readers have it. */
	url: string;
	format: Format;
	answer: Answer;
	/** With its byte order mark, if it has one. */
	text: string;
	/** Null if it cannot be read; `broken` says why. */
	document: FeedDocument | null;
	broken: Fault[];
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What came as an answer, if it is a feed; else null. */
export function subjectOf(answer: Answer): Subject | null {
	const text = utf8.decode(answer.body);
	const format = formatOf(text);
	if (answer.status !== 200 || format === null) return null;
	const read = readFeed(text, format);
	const isBroken = "broken" in read;
	return {
		...{ url: answer.url, format, answer, text },
		document: isBroken ? null : read,
		broken: isBroken ? [read.broken] : [],
	};
}
