import { reset } from "cloudflare:test";
import { afterAll, afterEach, vi } from "vitest";

// The worker tests share an isolate (`isolate: false`). Restore the real time after each test, and empty the storage
// and remove spies after each file.
afterEach(() => {
	vi.useRealTimers();
});
afterAll(async () => {
	vi.restoreAllMocks();
	await reset();
});
