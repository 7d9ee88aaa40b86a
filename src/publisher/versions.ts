import { digestOf } from "../digest.ts";
import { GENERATOR } from "../renditions/generator.ts";
import type { PublisherStore } from "./store.ts";

/** Increment this when feeds are rendered differently than before, so that all feeds are rendered again. */
const RENDERER_VERSION = 5;

/** Meta key: the renderer version and settings with which feeds were last rendered. */
const RENDERED_WITH = "rendering";

/**
 * If the settings or the renderer version have changed since feeds were last rendered, marks all feeds and schedules a
 * check of the order of the search index.
 */
export function markOutdated({ feeds, outbox, meta, searchOrders, site }: PublisherStore): void {
	const rendering = digestOf(JSON.stringify([RENDERER_VERSION, GENERATOR.version, site]));
	if (meta.get(RENDERED_WITH) === rendering) return;
	// All feeds, including the empty ones, which are kept for their subscribers.
	for (const name of feeds.all()) outbox.mark({ kind: "feed", name });
	outbox.mark({ kind: "index" });
	// Another release of Newsstand may have run in the meantime and assigned ids in a different order.
	for (const order of searchOrders) order.begin();
	meta.set(RENDERED_WITH, rendering);
}
