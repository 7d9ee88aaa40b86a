import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";

/**
 * Removes GPS coordinates from a picture's metadata (EXIF and XMP; JPEG, PNG, WebP, HEIC, AVIF, TIFF). Works in place
 * without decoding the picture or changing its size, so orientation, colour profile, credits and maker notes are
 * preserved. Returns whether the picture contained coordinates.
 */
export function removeLocation(picture: Uint8Array): boolean {
	const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
	const isPng = bytes.subarray(0, 8).equals(PNG);
	const isTextRemoved = isPng && blankTextChunks(bytes);
	const isExifRemoved = blankExif(bytes);
	const isXmpRemoved = blankXmp(bytes);
	if (isPng && (isExifRemoved || isXmpRemoved)) sealChunks(bytes);
	return isTextRemoved || isExifRemoved || isXmpRemoved;
}

/** Whether a picture, or its beginning, contains GPS coordinates. */
export function hasLocation(picture: Uint8Array): boolean {
	// `slice` of a Buffer would share the picture's memory, so this makes a copy.
	return removeLocation(new Uint8Array(picture));
}

/** How EXIF data begins, in either byte order. EXIF data has the format of a TIFF file. */
const TIFF = [Buffer.from("II*\0", "latin1"), Buffer.from("MM\0*", "latin1")];

/**
 * Removes coordinates from EXIF data. The data is recognized by its header, wherever the picture's format stores it,
 * including in embedded previews.
 */
function blankExif(bytes: Buffer): boolean {
	let isFound = false;
	for (const header of TIFF) {
		for (let at = bytes.indexOf(header); at !== -1; at = bytes.indexOf(header, at + 4)) {
			if (new Exif(bytes.subarray(at), header === TIFF[0]).removeGps()) isFound = true;
		}
	}
	return isFound;
}

/** The tag of the entry that points to the directory with coordinates (EXIF 2.32, section 4.6.3). */
const GPS_TAG = 0x8825;

/** Sizes of values in bytes, by their types (TIFF 6.0, section 2). */
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

const ENTRY = 12;
const MAX_ENTRIES = 512;
/**
 * Maximum size of a value to overwrite, in bytes. Larger values are not coordinates, even if the GPS directory contains
 * them.
 */
const MAX_VALUE_BYTES = 4096;

class Exif {
	readonly #bytes: Buffer;
	readonly #isLittle: boolean;

	constructor(bytes: Buffer, isLittle: boolean) {
		this.#bytes = bytes;
		this.#isLittle = isLittle;
	}

	/** Overwrites the coordinates of the picture and its thumbnail, and removes the entries that point to them. */
	removeGps(): boolean {
		let isFound = false;
		let at = this.#u32(4);
		for (let directories = 0; directories < 4 && at >= 8; directories++) {
			let count = this.#countAt(at);
			if (count === null) break;
			for (let index = 0; index < count; ) {
				const entry = at + 2 + index * ENTRY;
				if (this.#u16(entry) !== GPS_TAG) index++;
				else {
					this.#blankDirectory(this.#u32(entry + 8));
					this.#removeEntry(at, entry, count--);
					isFound = true;
				}
			}
			at = this.#u32(at + 2 + count * ENTRY);
		}
		return isFound;
	}

	/** Returns the number of entries in the directory at this position; null if there is no directory. */
	#countAt(at: number): number | null {
		if (at + 2 > this.#bytes.length) return null;
		const count = this.#u16(at);
		if (count === 0 || count > MAX_ENTRIES || at + 2 + count * ENTRY > this.#bytes.length) return null;
		for (let index = 0; index < count; index++) {
			const type = this.#u16(at + 2 + index * ENTRY + 2);
			if (type === 0 || type >= TYPE_SIZES.length) return null;
		}
		return count;
	}

	#blankDirectory(at: number): void {
		const count = this.#countAt(at);
		if (count === null) return;
		for (let entry = at + 2; entry < at + 2 + count * ENTRY; entry += ENTRY) {
			const size = (TYPE_SIZES[this.#u16(entry + 2)] ?? 0) * this.#u32(entry + 4);
			const value = this.#u32(entry + 8);
			if (size > 4 && size <= MAX_VALUE_BYTES) this.#bytes.subarray(value, value + size).fill(0);
		}
		this.#bytes.fill(0, at, at + 2 + count * ENTRY);
	}

	/** Removes an entry. The following entries, and the offset of the next directory, move up by one position. */
	#removeEntry(directory: number, entry: number, count: number): void {
		const end = Math.min(directory + 2 + count * ENTRY + 4, this.#bytes.length);
		this.#bytes.copyWithin(entry, entry + ENTRY, end);
		this.#bytes.fill(0, end - ENTRY, end);
		if (this.#isLittle) this.#bytes.writeUInt16LE(count - 1, directory);
		else this.#bytes.writeUInt16BE(count - 1, directory);
	}

	/** Reads a two-byte number. Returns 0 if it is beyond the end of the data. */
	#u16(at: number): number {
		if (at + 2 > this.#bytes.length) return 0;
		return this.#isLittle ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
	}

	#u32(at: number): number {
		if (at + 4 > this.#bytes.length) return 0;
		return this.#isLittle ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
	}
}

const XMP = { start: Buffer.from("<rdf:RDF"), end: Buffer.from("</rdf:RDF>"), longest: 1024 * 1024 };

/** Matches coordinates such as `exif:GPSLatitude="53,20.5N"`, as an attribute or as an element. */
const XMP_GPS = /\s[\w-]+:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')|<([\w-]+:GPS\w+)(?:\s[^<>]*)?(?:\/>|>[^<]*<\/\1\s*>)/g;

/** Overwrites coordinates in XMP, which is XML, with spaces. */
function blankXmp(bytes: Buffer): boolean {
	let isFound = false;
	for (let at = bytes.indexOf(XMP.start); at !== -1; at = bytes.indexOf(XMP.start, at + 1)) {
		const closed = bytes.indexOf(XMP.end, at);
		const end = Math.min(closed === -1 ? bytes.length : closed, at + XMP.longest);
		// In Latin-1, each byte is one character, so positions in the text are also positions in the bytes.
		for (const { index, 0: found } of bytes.toString("latin1", at, end).matchAll(XMP_GPS)) {
			bytes.fill(" ", at + index, at + index + found.length);
			isFound = true;
		}
	}
	return isFound;
}

const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** A chunk of a PNG file (PNG 3, section 5.3). Its data may be truncated. */
interface Chunk {
	type: string;
	/** Position of the chunk's length field, which is followed by the type, the data and the checksum. */
	at: number;
	data: Buffer;
}

function* chunksOf(bytes: Buffer): Generator<Chunk> {
	for (let at = PNG.length; at + 8 <= bytes.length; ) {
		const length = bytes.readUInt32BE(at);
		const data = bytes.subarray(at + 8, at + 8 + length);
		yield { type: bytes.toString("latin1", at + 4, at + 8), at, data };
		at += 12 + length;
	}
}

/**
 * Blanks text chunks that contain EXIF or XMP in compressed form or as hexadecimal digits. These chunks are blanked
 * completely, because coordinates could only be found in them by decoding.
 */
function blankTextChunks(bytes: Buffer): boolean {
	let isFound = false;
	for (const { type, at, data } of chunksOf(bytes)) {
		if (!["tEXt", "zTXt", "iTXt"].includes(type)) continue;
		const end = data.subarray(0, 80).indexOf(0);
		const keyword = data.toString("latin1", 0, Math.max(end, 0));
		const isCompressedXmp = type === "iTXt" && keyword === "XML:com.adobe.xmp" && data[end + 1] === 1;
		if (!isCompressedXmp && !/^Raw profile type (exif|app1|xmp)$/i.test(keyword)) continue;
		data.fill(0);
		// Programs skip a chunk with an ancillary, private type.
		bytes.write("npBk", at + 4, "latin1");
		seal(bytes, { type, at, data });
		isFound = true;
	}
	return isFound;
}

function sealChunks(bytes: Buffer): void {
	for (const chunk of chunksOf(bytes)) if (["eXIf", "iTXt", "tEXt"].includes(chunk.type)) seal(bytes, chunk);
}

/** Updates the checksum of a changed chunk. */
function seal(bytes: Buffer, { at, data }: Chunk): void {
	const end = at + 8 + data.length;
	if (end + 4 <= bytes.length) bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
}
