import { EVENT_ID, type Event, getScalarValue, parseEvents } from "js-yaml";

/** Where something stands in a text, and where what is within it does: by their keys, or one after another. */
interface Place {
	/** In UTF-16 units. */
	start: number;
	within?: Map<string, Entry> | Place[];
}

/** A field: where its key stands, and its value. */
interface Entry {
	start: number;
	value: Place;
}

/**
 * Tells the 1-based line on which the value at some keys stands, or the nearest thing around it; null if there is none.
 *
 * @param yaml a document that can be read
 */
export function lineFinder(yaml: string): (keys: readonly (string | number)[]) => number | null {
	const [, ...events] = parseEvents(yaml, {});
	const document = placeOf(events.values(), yaml);
	return (keys) => {
		let [place, start]: [Place | undefined, number | null] = [document, null];
		for (const key of keys) {
			const found = place?.within instanceof Map ? place.within.get(String(key)) : place?.within?.[Number(key)];
			if (found === undefined) break;
			start = found.start;
			place = "value" in found ? found.value : found;
		}
		return start === null ? null : yaml.slice(0, start).split("\n").length;
	};
}

/** The place that the next events tell of; undefined if they are the end of what is around it. */
function placeOf(events: Iterator<Event>, yaml: string): Place | undefined {
	const { value: event, done } = events.next();
	if (done || event.type === EVENT_ID.POP) return undefined;
	if (event.type === EVENT_ID.SCALAR) return { start: event.valueStart };
	if (event.type === EVENT_ID.ALIAS) return { start: event.anchorStart };
	if (event.type === EVENT_ID.SEQUENCE) return { start: event.start, within: [...placesIn(events, yaml)] };
	if (event.type !== EVENT_ID.MAPPING) return undefined;
	return { start: event.start, within: new Map(entriesIn(events, yaml)) };
}

function* placesIn(events: Iterator<Event>, yaml: string): Generator<Place> {
	for (let place = placeOf(events, yaml); place !== undefined; place = placeOf(events, yaml)) yield place;
}

function* entriesIn(events: Iterator<Event>, yaml: string): Generator<[key: string, Entry]> {
	for (;;) {
		const { value: event, done } = events.next();
		if (done || event.type === EVENT_ID.POP) return;
		const key = event.type === EVENT_ID.SCALAR ? getScalarValue(yaml, event) : "";
		const start = "valueStart" in event ? event.valueStart : 0;
		const value = placeOf(events, yaml);
		if (value !== undefined) yield [key, { start, value }];
	}
}
