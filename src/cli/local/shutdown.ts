import process from "node:process";

/** Waits for somebody who wants this program to end. */
interface Shutdown {
	told: Promise<void>;
	/** Gives the signals back to the system. */
	forget(): void;
}

/** How often to look whether npm is still there, in milliseconds. */
const LOOK = 250;

/**
 * Hears the signals that mean the end. Until `forget`, those that follow the first are swallowed: npm sends Ctrl-C
 * once more than the terminal does, and the second must not interrupt the tidying up.
 */
export function listenForShutdown(): Shutdown {
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
	const { promise: told, resolve } = Promise.withResolvers<void>();
	const hear = (): void => resolve();
	for (const signal of signals) process.on(signal, hear);
	// npm puts a shell between itself and us, which dies of the SIGTERM sent to npm and passes nothing on.
	const parent = process.ppid;
	const byNpm = process.env.npm_lifecycle_event !== undefined;
	const look = setInterval(() => byNpm && process.ppid !== parent && resolve(), LOOK).unref();
	return {
		told,
		forget() {
			clearInterval(look);
			for (const signal of signals) process.off(signal, hear);
		},
	};
}
