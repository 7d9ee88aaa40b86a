import { digestOf } from "../digest.ts";
import { GENERATOR } from "../renditions/generator.ts";
import type { PublisherStore } from "./store.ts";

/** Raise this when a release renders feeds differently: all feeds are then rendered again. */
const RENDERER_VERSION = 5;

/** Meta key: the renderer and settings that feeds were last rendered with. */
const RENDERED_WITH = "rendering";

/** If the settings or the renderer changed, marks all feeds and starts a check of the search index's order. */
export function markOutdated({ catalog, outbox, meta, searchOrders, site }: PublisherStore): void {
	const rendering = digestOf(JSON.stringify([RENDERER_VERSION, GENERATOR.version, site]));
	if (meta.get(RENDERED_WITH) === rendering) return;
	// Include empty feeds, which stay for their subscribers.
	for (const name of catalog.everyFeed()) outbox.mark({ kind: "feed", name });
	outbox.mark({ kind: "index" });
	// Another release may have written to the search index.
	for (const order of searchOrders) order.begin();
	meta.set(RENDERED_WITH, rendering);
}
