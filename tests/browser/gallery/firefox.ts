import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, until } from "../../e2e/program.ts";

const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** How a page is shown. */
export interface View {
	width: number;
	height: number;
	isDark: boolean;
	/** Headers to send with each request. */
	headers: Record<string, string>;
}

/**
 * Debian's Firefox, controlled with WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), because Playwright works
 * only with its own Firefox.
 */
export class Firefox {
	#socket: WebSocket;
	#child: ChildProcess;
	#profile: string;
	#waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
	#sent = 0;

	private constructor(socket: WebSocket, child: ChildProcess, profile: string) {
		this.#socket = socket;
		this.#child = child;
		this.#profile = profile;
		socket.addEventListener("message", ({ data }) => {
			const { id, type, result, message } = JSON.parse(String(data));
			const waiting = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (type === "error") waiting?.reject(new Error(message));
			else waiting?.resolve(result);
		});
	}

	/**
	 * @param isDark whether the system is in dark mode, which applies to the whole browser
	 * @param host a host name that this Firefox resolves to this machine
	 */
	static async start(isDark: boolean, host: string): Promise<Firefox> {
		const path = PLACES.find((place) => existsSync(place));
		if (path === undefined)
			throw new Error(`Firefox is not at ${PLACES.join(" or ")}. On Debian, run: apt-get install firefox-esr`);
		const port = await freePort();
		const profile = mkdtempSync(join(tmpdir(), "newsstand-firefox-"));
		const preferences = {
			"ui.systemUsesDarkTheme": isDark ? 1 : 0,
			"ui.useOverlayScrollbars": 1,
			"network.dns.localDomains": host,
			"dom.securecontext.allowlist": host,
			"security.mixed_content.upgrade_display_content": false,
		};
		const lines = Object.entries(preferences).map(
			([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`,
		);
		writeFileSync(join(profile, "user.js"), lines.join(""));
		const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", String(port)];
		const child = spawn(path, args, { stdio: "pipe" });
		let output = "";
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		await until(
			() => output.includes("WebDriver BiDi listening"),
			() => output,
		);
		const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
		await new Promise((resolve, reject) => {
			socket.addEventListener("open", resolve);
			socket.addEventListener("error", reject);
		});
		const firefox = new Firefox(socket, child, profile);
		await firefox.#send("session.new", { capabilities: {} });
		return firefox;
	}

	/** Takes a picture (PNG) of a whole page. */
	async picture(url: string, { width, height, headers }: Omit<View, "isDark">, act = ""): Promise<Buffer> {
		const { context } = await this.#send("browsingContext.create", { type: "tab" });
		await this.#send("browsingContext.setViewport", { context, viewport: { width, height } });
		await this.#send("network.setExtraHeaders", {
			contexts: [context],
			headers: Object.entries(headers).map(([name, value]) => ({ name, value: { type: "string", value } })),
		});
		await this.#send("browsingContext.navigate", { context, url, wait: "complete" });
		await this.#send("script.evaluate", {
			expression: act,
			target: { context },
			awaitPromise: true,
			userActivation: true,
		});
		const { data } = await this.#send("browsingContext.captureScreenshot", { context, origin: "document" });
		await this.#send("browsingContext.close", { context });
		return Buffer.from(String(data), "base64");
	}

	async stop(): Promise<void> {
		await this.#send("browser.close", {});
		await new Promise((resolve) => this.#child.once("close", resolve));
		rmSync(this.#profile, { recursive: true, force: true });
	}

	#send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
		const answer = Promise.withResolvers<Record<string, unknown>>();
		this.#sent++;
		this.#waiting.set(this.#sent, answer);
		this.#socket.send(JSON.stringify({ id: this.#sent, method, params }));
		return answer.promise;
	}
}
