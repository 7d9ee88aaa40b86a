import { expect, test } from "vitest";
import { terminalOn } from "../../src/cli/terminal.ts";

function record(stream: { isTTY?: boolean; columns?: number }) {
	const written = { out: "", err: "" };
	const terminal = terminalOn(
		{ ...stream, write: (text) => (written.out += text) },
		{ write: (text) => (written.err += text) },
	);
	return { terminal, written };
}

test("without a TTY, no progress is shown", () => {
	const { terminal, written } = record({});
	terminal.progress("Publishing 1 of 2…");
	terminal.line("done");
	terminal.error("but");
	expect(written).toEqual({ out: "done\n", err: "but\n" });
});

test("progress overwrites itself, fits the width, and is cleared before the next line", () => {
	const { terminal, written } = record({ isTTY: true, columns: 12 });
	terminal.progress("Publishing 1 of 2…");
	terminal.progress("Publishing 1 of 2…".toUpperCase());
	terminal.error("stop");
	terminal.line("done");
	expect(written).toEqual({ out: "Publishing \r\x1b[KPUBLISHING \r\x1b[Kdone\n", err: "stop\n" });
});
