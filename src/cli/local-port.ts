import { createServer } from "node:net";
import type { Complaint } from "./command.ts";

/** The one line for a port that somebody else has. */
export function portInUse(port: number): Complaint {
	const other = port < 65535 ? port + 1 : port - 1;
	return {
		complaint:
			`Port ${port} is in use, perhaps by a Newsstand that still runs. ` +
			`End that program, or take another port: npm start -- --port ${other}`,
	};
}

/** Whether this machine lets us listen on a port of 127.0.0.1; null means yes. */
export function checkPort(port: number): Promise<Complaint | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(portInUse(port));
			else
				resolve({ complaint: `Port ${port} cannot be used (${error.code}). Take another: npm start -- --port 8787` });
		});
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(null)));
	});
}
