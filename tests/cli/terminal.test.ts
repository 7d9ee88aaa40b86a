import { expect, test } from "vitest";
import { terminalOn } from "../../src/cli/terminal.ts";

function record(terminal: { isTTY?: boolean; columns?: number }) {
	const written = { out: "", err: "" };
	const screen = terminalOn(
		{ ...terminal, write: (text) => (written.out += text) },
		{ write: (text) => (written.err += text) },
	);
	return { screen, written };
}

test("without a terminal there is no progress, only lines", () => {
	const { screen, written } = record({});
	screen.progress("Publishing 1 of 2…");
	screen.line("done");
	screen.error("but");
	expect(written).toEqual({ out: "done\n", err: "but\n" });
});

test("in a terminal progress overwrites itself, fits into it, and is gone before the next line", () => {
	const { screen, written } = record({ isTTY: true, columns: 12 });
	screen.progress("Publishing 1 of 2…");
	screen.progress("Publishing 1 of 2…".toUpperCase());
	screen.error("stop");
	screen.line("done");
	expect(written).toEqual({ out: "Publishing \r\x1b[KPUBLISHING \r\x1b[Kdone\n", err: "stop\n" });
});
