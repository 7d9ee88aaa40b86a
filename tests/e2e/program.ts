import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A running command of the program, and what it has printed so far. */
export interface Program {
	child: ChildProcess;
	output: () => string;
	/** Resolves with the exit code (null if a signal ended it). */
	ended: Promise<number | null>;
}

/** Starts the real program, as `npm start -- …` does. */
export function start(...args: string[]): Program {
	return newsstand("start", ...args);
}

/** Runs a command of the real program, as `npm run newsstand -- …` does. */
export function newsstand(...args: string[]): Program {
	return node("src/cli/newsstand.mjs", ...args);
}

/** Runs a script of this project. */
export function node(...args: string[]): Program {
	// The token is that of `.dev.vars`, whatever this machine is used for besides.
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

/** Starts the program and waits for its line `Ready`. */
export async function startReady(...args: string[]): Promise<Program> {
	const program = start(...args);
	await printed(program, /^Ready: /m);
	return program;
}

/** Waits until the program has printed something; fails with its output if it ends before. */
export async function printed(program: Program, pattern: RegExp): Promise<void> {
	let isOver = false;
	program.ended.then(() => {
		isOver = true;
	});
	await until(() => {
		if (isOver && !pattern.test(program.output())) throw new Error(`it ended without ${pattern}:\n${program.output()}`);
		return pattern.test(program.output());
	});
}

/** Ends the program as Ctrl-C does, and waits until its port is free again. */
export async function stop(program: Program, port: number): Promise<number | null> {
	program.child.kill("SIGINT");
	const code = await program.ended;
	await until(async () => !(await isOpen(port)));
	return code;
}

/** Ends the program at once, as a power cut would, and waits until all that it started is gone. */
export async function kill(program: Program, port: number): Promise<void> {
	program.child.kill("SIGKILL");
	await program.ended;
	await until(async () => !(await isOpen(port)));
}

/**
 * Polls until it is so; after two minutes it is an error.
 *
 * @param state what to say in that case about how things stand
 */
export async function until(isSo: () => boolean | Promise<boolean>, state = () => ""): Promise<void> {
	const deadline = Date.now() + 120_000;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`it did not come to pass within two minutes ${state()}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** A port that nobody uses, below those that the system gives away by itself: several runs may go on at once on a machine. */
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

/** Whether somebody listens on a port of this machine. */
export function isOpen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.once("connect", () => resolve(true));
		socket.once("error", () => resolve(false));
		socket.once("connect", () => socket.destroy());
	});
}

/** A new folder, and how to remove it. */
export function scratch(): { path: string; remove: () => void } {
	const path = mkdtempSync(join(tmpdir(), "newsstand-e2e-"));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
