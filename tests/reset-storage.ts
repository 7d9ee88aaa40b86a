import { reset } from "cloudflare:test";
import { afterAll, afterEach, vi } from "vitest";

// The worker tests share an isolate (`isolate: false`): a test leaves it with the real time, a file with empty storage and
// without spies.
afterEach(() => {
	vi.useRealTimers();
});
afterAll(async () => {
	vi.restoreAllMocks();
	await reset();
});
