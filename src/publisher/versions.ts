import { digestOf } from "../digest.ts";
import type { PublisherStore } from "./store.ts";

/** Raised when feeds would be rendered differently than before: all of them are then rendered again. */
const RENDERER_VERSION = 4;

/** Where it is kept which renderer and which settings the feeds were last rendered with. */
const RENDERED_WITH = "rendering";

/** Marks all feeds if they were rendered with other settings, or by another release that renders differently. */
export function markOutdated({ catalog, outbox, meta, site }: PublisherStore): void {
	const rendering = digestOf(JSON.stringify([RENDERER_VERSION, site]));
	if (meta.get(RENDERED_WITH) === rendering) return;
	for (const name of catalog.feeds()) outbox.mark({ kind: "feed", name });
	outbox.mark({ kind: "index" });
	meta.set(RENDERED_WITH, rendering);
}
