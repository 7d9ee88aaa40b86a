/** Whether a host name, as serialized by `URL`, refers to this machine. */
export function isLoopback(hostname: string): boolean {
	return /^(([^.]+\.)*localhost\.?|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
