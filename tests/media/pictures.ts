import { crc32, deflateSync } from "node:zlib";

/** Makes a valid PNG of one colour, with these chunks before its pixels. */
export function png(
	{ width = 3, height = 2, seed = 0 }: { width?: number; height?: number; seed?: number } = {},
	chunks: [type: string, data: Uint8Array][] = [],
): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2], 8);
	const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, Buffer.from([seed, seed >> 8, seed >> 16]))]);
	const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
	const all: [string, Uint8Array][] = [["IHDR", header], ...chunks, ["IDAT", pixels], ["IEND", Buffer.alloc(0)]];
	return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...all.map(([type, data]) => chunk(type, data))]);
}

function chunk(type: string, data: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.byteLength);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

/** Makes a JPEG that is complete enough for reading its size: these APP1 segments, then a frame header and pixels. */
export function jpeg(
	{ width = 40, height = 30 }: { width?: number; height?: number },
	app1: Uint8Array[] = [],
): Buffer {
	const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		...app1.map((data) => segment(0xe1, data)),
		segment(0xc0, frame),
		segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
		Buffer.from([0x12, 0x34, 0x56, 0xff, 0xd9]),
	]);
}

function segment(marker: number, data: Uint8Array): Buffer {
	const length = data.byteLength + 2;
	return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), data]);
}

/** Makes a WebP in the extended format (1 × 1 pixel) with this metadata at its end. */
export function webp(chunks: [type: string, data: Uint8Array][]): Buffer {
	const extended = Buffer.from([0x0c, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
	const body = Buffer.concat(
		[["VP8X", extended] as const, ...chunks].map(([type, data]) => {
			const length = Buffer.alloc(4);
			length.writeUInt32LE(data.byteLength);
			return Buffer.concat([Buffer.from(type, "latin1"), length, data, Buffer.alloc(data.byteLength % 2)]);
		}),
	);
	const size = Buffer.alloc(4);
	size.writeUInt32LE(body.length + 4);
	return Buffer.concat([Buffer.from("RIFF"), size, Buffer.from("WEBP"), body]);
}

/** The latitude as three fractions, as cameras write it. No other bytes in the samples look like these. */
export const LATITUDE = [53, 1, 20, 1, 4711, 100];

/** Makes EXIF data (a TIFF file) with a camera's name, an orientation, and coordinates in a separate directory. */
export function exif({ isLittle = true, orientation = 6, gps = true } = {}): Buffer {
	const bytes = Buffer.alloc(200);
	const u16 = (value: number, at: number) =>
		isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
	const u32 = (value: number, at: number) =>
		isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
	const entry = (at: number, tag: number, type: number, count: number, value: number) => {
		u16(tag, at);
		u16(type, at + 2);
		u32(count, at + 4);
		if (type === 3) u16(value, at + 8);
		else u32(value, at + 8);
	};
	bytes.write(isLittle ? "II*\0" : "MM\0*", 0, "latin1");
	u32(8, 4);
	u16(gps ? 4 : 3, 8);
	entry(10, 0x010f, 2, 6, 170);
	entry(22, 0x0112, 3, 1, orientation);
	if (gps) entry(34, 0x8825, 4, 1, 70);
	entry(gps ? 46 : 34, 0x8827, 3, 1, 100);
	bytes.write("Leica\0", 170, "latin1");
	if (!gps) return bytes;
	u16(2, 70);
	entry(72, 1, 2, 2, 0);
	bytes.write("N\0", 80, "latin1");
	entry(84, 2, 5, 3, 110);
	for (const [index, value] of LATITUDE.entries()) u32(value, 110 + index * 4);
	return bytes;
}

/** Makes XMP as applications write it, with coordinates as an attribute and as an element. */
export function xmp(gps = true): string {
	const attribute = gps ? ' exif:GPSLatitude="53,20.785N"' : "";
	const element = gps ? "<exif:GPSLongitude>6,15.6W</exif:GPSLongitude>" : "";
	return (
		'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
		`<rdf:Description dc:creator="Ada"${attribute}>${element}<dc:rights>CC BY</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>`
	);
}
