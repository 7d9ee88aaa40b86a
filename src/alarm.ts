/** An alarm that is so late is taken to be lost, in milliseconds. */
const LOST = 5000;

/**
 * Sets the alarm of an object anew, should it have been lost. Called where somebody asks how things stand: who waits for
 * what an alarm does is not to wait for the hourly cron.
 *
 * @param due since when there is something to do, in milliseconds since 1970; null if there is nothing
 */
export async function reviveAlarm(storage: DurableObjectStorage, due: number | null): Promise<void> {
	const late = Date.now() - LOST;
	if (due === null || due > late) return;
	const alarm = await storage.getAlarm();
	if (alarm === null || alarm < late) await storage.setAlarm(Date.now());
}
