/**
 * Something outside of this program does not work at the moment, and may again later. The message is a sentence for
 * the person at the keyboard, without its full stop.
 */
export class Outage extends Error {}
