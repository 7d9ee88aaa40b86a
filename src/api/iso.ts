/** A time (ms since 1970) as the API tells it. */
export function iso(time: number): string {
	return new Date(time).toISOString();
}

export function maybeIso(time: number | null): string | null {
	return time === null ? null : iso(time);
}
