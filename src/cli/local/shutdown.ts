import process from "node:process";

/** A request to stop this program. */
interface Shutdown {
	/** Resolves when the program should stop. */
	requested: Promise<void>;
	/** Restores the default handling of signals. */
	stopListening(): void;
}

/** How often to check that npm is still running, in milliseconds. */
const CHECK_INTERVAL_MS = 250;

/**
 * Listens for SIGINT, SIGTERM and SIGHUP. Until `stopListening`, further signals are ignored: npm repeats the
 * terminal's Ctrl-C, and the repeated signal must not interrupt the cleanup.
 */
export function listenForShutdown(): Shutdown {
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
	const { promise: requested, resolve } = Promise.withResolvers<void>();
	const hear = (): void => resolve();
	for (const signal of signals) process.on(signal, hear);
	// npm runs us in a shell. When npm gets SIGTERM, the shell dies without forwarding the signal to us.
	const parent = process.ppid;
	const byNpm = process.env.npm_lifecycle_event !== undefined;
	const timer = setInterval(() => byNpm && process.ppid !== parent && resolve(), CHECK_INTERVAL_MS).unref();
	return {
		requested,
		stopListening() {
			clearInterval(timer);
			for (const signal of signals) process.off(signal, hear);
		},
	};
}
