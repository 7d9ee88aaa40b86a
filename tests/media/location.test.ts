import { crc32, deflateSync } from "node:zlib";
import { imageSize } from "image-size";
import { expect, test } from "vitest";
import { contentType } from "../../src/media/content-type.ts";
import { hasLocation, removeLocation } from "../../src/media/location.ts";
import { exif, jpeg, LATITUDE, png, webp, xmp } from "./pictures.ts";

const EXIF = Buffer.from("Exif\0\0");
const XMP = Buffer.from("http://ns.adobe.com/xap/1.0/\0");
const latitude = (isLittle: boolean): Buffer => {
	const bytes = Buffer.alloc(LATITUDE.length * 4);
	for (const [index, value] of LATITUDE.entries()) {
		if (isLittle) bytes.writeUInt32LE(value, index * 4);
		else bytes.writeUInt32BE(value, index * 4);
	}
	return bytes;
};

test.each([true, false])(
	"a JPEG keeps its orientation and camera name, but not its coordinates (little endian: %s)",
	(isLittle) => {
		const picture = jpeg({ width: 40, height: 30 }, [Buffer.concat([EXIF, exif({ isLittle })])]);
		expect(picture.includes(latitude(isLittle))).toBe(true);
		const before = picture.length;
		expect(removeLocation(picture)).toBe(true);
		expect(picture).toHaveLength(before);
		expect(picture.includes(latitude(isLittle))).toBe(false);
		expect(picture.includes(Buffer.from(isLittle ? [0x25, 0x88] : [0x88, 0x25]))).toBe(false);
		expect(picture.includes("Leica")).toBe(true);
		expect(imageSize(picture)).toMatchObject({ width: 40, height: 30, orientation: 6 });
		expect(removeLocation(picture), "nothing is left").toBe(false);
	},
);

test("the remaining EXIF data equals that of a camera without GPS, except for blanked bytes", () => {
	const [one, other] = [exif(), exif({ gps: false })];
	removeLocation(one);
	expect(one.subarray(0, 50)).toEqual(other.subarray(0, 50));
});

test("coordinates in XMP are overwritten with spaces, and the creator and rights are kept", () => {
	const picture = jpeg({}, [Buffer.concat([XMP, Buffer.from(xmp())])]);
	expect(removeLocation(picture)).toBe(true);
	const text = picture.toString("latin1");
	expect(text).not.toMatch(/GPS|53,20|6,15/);
	expect(text).toContain('dc:creator="Ada"');
	expect(text).toContain("<dc:rights>CC BY</dc:rights>");
});

test("coordinates are also removed from an embedded preview", () => {
	const preview = jpeg({}, [Buffer.concat([EXIF, exif({ isLittle: false })])]);
	const picture = Buffer.concat([jpeg({}), preview]);
	expect(removeLocation(picture)).toBe(true);
	expect(picture.includes(latitude(false))).toBe(false);
});

test("a PNG stays valid: every chunk has the right checksum", () => {
	const itxt = Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\0\0\0\0"), Buffer.from(xmp())]);
	const raw = Buffer.from("Raw profile type exif\0\nexif\n 10\n4578696600004949");
	const packed = Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\x01\0\0\0"), deflateSync(xmp())]);
	const zipped = Buffer.concat([Buffer.from("Raw profile type APP1\0\0"), deflateSync(exif().toString("hex"))]);
	const picture = png({}, [
		["eXIf", exif()],
		["iTXt", itxt],
		["tEXt", raw],
		["iTXt", packed],
		["zTXt", zipped],
		["tEXt", Buffer.from("Author\0Ada")],
	]);
	expect(removeLocation(picture)).toBe(true);
	const types: string[] = [];
	for (let at = 8; at < picture.length; ) {
		const end = at + 8 + picture.readUInt32BE(at);
		types.push(picture.toString("latin1", at + 4, at + 8));
		expect(picture.readUInt32BE(end), types.at(-1)).toBe(crc32(picture.subarray(at + 4, end)));
		at = end + 4;
	}
	expect(types).toEqual(["IHDR", "eXIf", "iTXt", "npBk", "npBk", "npBk", "tEXt", "IDAT", "IEND"]);
	expect(picture.toString("latin1")).not.toMatch(/GPS|4578696600/);
	expect(picture.toString("latin1")).toContain("Author\0Ada");
	expect(picture.includes(latitude(true))).toBe(false);
	expect(removeLocation(picture)).toBe(false);
});

test("a WebP keeps the metadata at its end, but not the coordinates in it", () => {
	const picture = webp([
		["EXIF", exif()],
		["XMP ", Buffer.from(xmp())],
	]);
	expect(removeLocation(picture)).toBe(true);
	expect(picture.toString("latin1")).not.toContain("GPS");
	expect(picture.includes(latitude(true))).toBe(false);
	expect(imageSize(picture)).toMatchObject({ width: 40, height: 30 });
});

/** Makes a box of ISO media: length, type and content. */
function box(type: string, ...parts: Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(8 + content.length);
	return Buffer.concat([length, Buffer.from(type, "latin1"), content]);
}

const FULL = Buffer.alloc(4);

/** Makes a HEIC or AVIF picture with its size, the positions of EXIF and XMP data (`iloc`), and that data (`mdat`). */
function isoPicture(brand: string): Buffer {
	const [tiff, packet] = [
		Buffer.concat([Buffer.from([0, 0, 0, 6]), EXIF, exif({ isLittle: false })]),
		Buffer.from(xmp()),
	];
	const size = Buffer.alloc(8);
	size.writeUInt32BE(40, 0);
	size.writeUInt32BE(30, 4);
	const build = (at: number): Buffer => {
		const places = [tiff, packet].map(({ length }, index) => {
			const item = Buffer.alloc(14);
			item.writeUInt16BE(index + 1, 0);
			item.writeUInt16BE(1, 4);
			item.writeUInt32BE(at + (index === 0 ? 0 : tiff.length), 6);
			item.writeUInt32BE(length, 10);
			return item;
		});
		const locations = box("iloc", FULL, Buffer.from([0x44, 0, 0, 2]), ...places);
		const properties = box("iprp", box("ipco", box("ispe", FULL, size)));
		return Buffer.concat([
			box("ftyp", Buffer.from(brand), FULL, Buffer.from(`mif1${brand}`)),
			box("meta", FULL, box("hdlr", FULL, FULL, Buffer.from("pict"), Buffer.alloc(13)), locations, properties),
		]);
	};
	return Buffer.concat([build(build(0).length + 8), box("mdat", tiff, packet)]);
}

test.each(["heic", "avif"])(
	"a picture in %s format keeps its boxes, camera name and size, but not its coordinates",
	(brand) => {
		const picture = isoPicture(brand);
		const before = Buffer.from(picture);
		expect(contentType(picture, `tide.${brand}`)).toMatchObject({ type: `image/${brand}` });
		expect(imageSize(picture)).toMatchObject({ width: 40, height: 30 });
		expect(removeLocation(picture)).toBe(true);
		const boxes = before.indexOf("mdat") + 4;
		expect(picture.subarray(0, boxes)).toEqual(before.subarray(0, boxes));
		expect(picture).toHaveLength(before.length);
		expect(picture.includes(latitude(false))).toBe(false);
		expect(picture.toString("latin1")).not.toMatch(/GPS|53,20|6,15/);
		expect(picture.includes("Leica")).toBe(true);
		expect(picture.includes("CC BY")).toBe(true);
		expect(removeLocation(picture)).toBe(false);
	},
);

test.each([true, false])("a TIFF keeps its other entries (little endian: %s)", (isLittle) => {
	const picture = Buffer.concat([exif({ isLittle }), Buffer.alloc(100, 7)]);
	expect(contentType(picture, "tide.tif")).toMatchObject({ type: "image/tiff" });
	expect(removeLocation(picture)).toBe(true);
	expect(picture.includes(latitude(isLittle))).toBe(false);
	expect(picture.includes("Leica")).toBe(true);
	expect(picture.subarray(200)).toEqual(Buffer.alloc(100, 7));
	expect(removeLocation(picture)).toBe(false);
});

test("pictures without coordinates are not changed", () => {
	const pictures = [
		png(),
		png({}, [["eXIf", exif({ gps: false })]]),
		jpeg({}, [Buffer.concat([EXIF, exif({ gps: false })]), Buffer.concat([XMP, Buffer.from(xmp(false))])]),
		webp([]),
		Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		Buffer.alloc(0),
	];
	for (const picture of pictures) {
		const before = Buffer.from(picture);
		expect(removeLocation(picture)).toBe(false);
		expect(picture).toEqual(before);
	}
});

test("damaged or truncated metadata causes neither an exception nor an endless loop", () => {
	const whole = png({}, [
		["eXIf", exif()],
		["iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp()}`)],
	]);
	for (let length = 0; length < whole.length; length++) removeLocation(Buffer.from(whole.subarray(0, length)));
	const tiff = exif();
	for (let at = 0; at < tiff.length; at++) {
		for (const value of [0, 1, 0x7f, 0xff]) {
			const damaged = Buffer.from(tiff);
			damaged[at] = value;
			removeLocation(damaged);
			expect(damaged).toHaveLength(tiff.length);
		}
	}
});

test("location data is detected in the first bytes of a picture, without changing the picture", () => {
	const picture = jpeg({}, [Buffer.concat([EXIF, exif()])]);
	const before = Buffer.from(picture);
	expect(hasLocation(picture.subarray(0, 230))).toBe(true);
	expect(hasLocation(jpeg({}))).toBe(false);
	expect(picture).toEqual(before);
});
