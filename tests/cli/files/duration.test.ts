import { join } from "node:path";
import { expect, test } from "vitest";
import { durationOf } from "../../../src/cli/files/duration.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** Creates a WAV file with this many seconds of silence (8 kHz PCM). */
function wav(seconds: number): Buffer {
	const data = Buffer.alloc(8000 * seconds, 0x80);
	const head = Buffer.alloc(44);
	head.write("RIFF", 0);
	head.writeUInt32LE(36 + data.length, 4);
	head.write("WAVEfmt ", 8);
	for (const [at, value] of [
		[16, 16],
		[24, 8000],
		[28, 8000],
		[40, data.length],
	] as const)
		head.writeUInt32LE(value, at);
	for (const [at, value] of [
		[20, 1],
		[22, 1],
		[32, 1],
		[34, 8],
	] as const)
		head.writeUInt16LE(value, at);
	head.write("data", 36);
	return Buffer.concat([head, data]);
}

test("the duration of audio files is read; for pictures and files without a duration, it is undefined", async () => {
	const folder = await temporaryFolder({ "a.wav": wav(3), "b.mp3": "no sound at all", "c.jpg": wav(3) });
	const of = (name: string) => durationOf({ path: name, file: join(folder, name) });
	expect(await of("a.wav")).toBeCloseTo(3, 2);
	expect([await of("b.mp3"), await of("c.jpg"), await of("gone.mp3")]).toEqual([undefined, undefined, undefined]);
	const sample = join(import.meta.dirname, "../../../content/articles/fog-horn.mp3");
	expect(await durationOf({ path: "fog-horn.mp3", file: sample })).toBeCloseTo(9.07, 1);
});
