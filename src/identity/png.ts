/** A square picture in shades between two colours. */
export interface Shades {
	/** Side length in pixels. */
	size: number;
	/** The pixels, row by row: 0 is the first colour, 255 is the second. */
	pixels: Uint8Array;
	/** The two colours, both in the form `#rrggbb`. */
	colours: readonly [string, string];
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Encodes a picture as a PNG with a palette (PNG specification, third edition, sections 5 and 11). */
export async function encodePng({ size, pixels, colours }: Shades): Promise<Uint8Array<ArrayBuffer>> {
	const header = new DataView(new ArrayBuffer(13));
	header.setUint32(0, size);
	header.setUint32(4, size);
	// 8 bits per pixel; colour type 3: an index into the palette.
	header.setUint16(8, 0x0803);
	const rows = new Uint8Array(size * (size + 1));
	// Each row begins with its filter type: 0 for none.
	for (let row = 0; row < size; row++) {
		rows.set(pixels.subarray(row * size, (row + 1) * size), row * (size + 1) + 1);
	}
	return joined([
		Uint8Array.from(SIGNATURE),
		chunk("IHDR", new Uint8Array(header.buffer)),
		chunk("PLTE", palette(colours)),
		chunk("IDAT", await deflated(rows)),
		chunk("IEND", new Uint8Array()),
	]);
}

/** Wraps a PNG in an ICO file, which all browsers since Internet Explorer 11 can read. */
export function icoOf(png: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
	const header = new DataView(new ArrayBuffer(22));
	header.setUint16(2, 1, true);
	header.setUint16(4, 1, true);
	header.setUint8(6, size);
	header.setUint8(7, size);
	header.setUint16(10, 1, true);
	header.setUint16(12, 32, true);
	header.setUint32(14, png.byteLength, true);
	header.setUint32(18, header.byteLength, true);
	return joined([new Uint8Array(header.buffer), png]);
}

function palette([first, last]: readonly [string, string]): Uint8Array {
	const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
	const [from, to] = [parts(first), parts(last)];
	return Uint8Array.from({ length: 768 }, (_, index) => {
		const [shade, part] = [Math.floor(index / 3) / 255, index % 3];
		return Math.round((from[part] ?? 0) * (1 - shade) + (to[part] ?? 0) * shade);
	});
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
	const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
	return new Uint8Array(await new Response(compressed).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const body = joined([Uint8Array.from(type, (letter) => letter.charCodeAt(0)), data]);
	const ends = new DataView(new ArrayBuffer(8));
	ends.setUint32(0, data.byteLength);
	ends.setUint32(4, crc(body));
	return joined([new Uint8Array(ends.buffer, 0, 4), body, new Uint8Array(ends.buffer, 4)]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value;
});

function crc(bytes: Uint8Array): number {
	let value = 0xffffffff;
	for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
	return (value ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
	let offset = 0;
	for (const part of parts) {
		all.set(part, offset);
		offset += part.byteLength;
	}
	return all;
}
