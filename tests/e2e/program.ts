import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A running command and its output so far. */
export interface Program {
	child: ChildProcess;
	output: () => string;
	/** Resolves with the exit code (null if killed by a signal). */
	ended: Promise<number | null>;
}

/** Starts the real program as `npm start -- …` does. */
export function start(...args: string[]): Program {
	return newsstand("start", ...args);
}

/** Runs a command of the real program as `npm run newsstand -- …` does. */
export function newsstand(...args: string[]): Program {
	return node("src/cli/newsstand.mjs", ...args);
}

/** Runs a script of this project. */
export function node(...args: string[]): Program {
	// Use the token in `.dev.vars`, even if the environment has one.
	const env = { ...process.env, PUBLISH_TOKEN: undefined };
	const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "pipe", env });
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
	}
	const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
	return { child, output: () => output, ended };
}

/** Starts the program and waits until it prints `Ready`. */
export async function startReady(...args: string[]): Promise<Program> {
	const program = start(...args);
	await printed(program, /^Ready: /m);
	return program;
}

/** Waits until the program prints the pattern. If it exits first, fails with all its output. */
export async function printed(program: Program, pattern: RegExp): Promise<void> {
	let isOver = false;
	program.ended.then(() => {
		isOver = true;
	});
	await until(() => {
		if (isOver && !pattern.test(program.output()))
			throw new Error(`The program exited without printing ${pattern}:\n${program.output()}`);
		return pattern.test(program.output());
	});
}

/** Stops the program as Ctrl-C does, and waits until its port is free. */
export async function stop(program: Program, port: number): Promise<number | null> {
	program.child.kill("SIGINT");
	const code = await program.ended;
	await until(async () => !(await isOpen(port)));
	return code;
}

/** Kills the program as abruptly as a power cut would, and waits until all its processes are gone. */
export async function kill(program: Program, port: number): Promise<void> {
	program.child.kill("SIGKILL");
	await program.ended;
	await until(async () => !(await isOpen(port)));
}

/**
 * Polls until the condition is true. Fails after two minutes.
 *
 * @param state describes the current state in the error message
 */
export async function until(isSo: () => boolean | Promise<boolean>, state = () => ""): Promise<void> {
	const deadline = Date.now() + 120_000;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`The condition was not met within two minutes ${state()}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** Finds a free port. It is below the range that the system assigns, because several runs may share a machine. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 12_000);
		const server = createServer();
		const isFree = await new Promise<boolean>((resolve) => {
			server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
		});
		if (!isFree) continue;
		await new Promise((resolve) => server.close(resolve));
		return port;
	}
}

/** Whether something listens on a local port. */
export function isOpen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.once("connect", () => resolve(true));
		socket.once("error", () => resolve(false));
		socket.once("connect", () => socket.destroy());
	});
}

/** Returns the project's `wrangler.toml` for use in another folder, with relative paths made absolute. */
export function configElsewhere(): string {
	const config = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
	return config.replace(/^main = .*$/m, `main = "${ROOT}/src/worker.ts"`).replaceAll('"./src/', `"${ROOT}/src/`);
}

/** Creates a folder. Returns its path and a function that removes it. */
export function scratch(): { path: string; remove: () => void } {
	const path = mkdtempSync(join(tmpdir(), "newsstand-e2e-"));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
