import fc from "fast-check";
import { expect, test } from "vitest";
import { pictureType } from "../../src/article/media.ts";

test.each([
	["https://a.example/1.jpg", "image/jpeg"],
	["https://a.example/1.JPEG", "image/jpeg"],
	["https://a.example/1.jfif", "image/jpeg"],
	["https://a.example/1.png?w=300#x", "image/png"],
	["https://a.example/1.gif", "image/gif"],
	["https://a.example/1.webp", "image/webp"],
	["https://a.example/1.avif", "image/avif"],
	["https://a.example/1.svg", "image/svg+xml"],
	["https://a.example/1.bmp", "image/bmp"],
	["https://a.example/1.ico", "image/x-icon"],
	["https://a.example/1.tif", "image/tiff"],
	["https://a.example/1?format=webp", "image/webp"],
	["https://a.example/1?fm=PNG&w=3", "image/png"],
	["https://a.example/1.png?format=webp", "image/png"],
	// Any other address gets the type image/jpeg, because readers check only the part before the slash.
	["https://a.example/", "image/jpeg"],
	["https://a.example/im-423503/social", "image/jpeg"],
	["https://a.example/1.php", "image/jpeg"],
	["https://a.example/1.jpg/", "image/jpeg"],
	["https://a.example/photo.mp3", "image/jpeg"],
	["https://a.example.png/1", "image/jpeg"],
	["https://a.example/1.constructor", "image/jpeg"],
	["https://a.example/1?format=constructor", "image/jpeg"],
	["https://a.example/1?fm=__proto__", "image/jpeg"],
	["https://a.example/1?format=toString", "image/jpeg"],
])("the picture %s has the media type %s", (url, type) => {
	expect(pictureType(url)).toBe(type);
});

test("every address results in a type that begins with `image/`", () => {
	fc.assert(
		fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, text) => {
			const part = encodeURIComponent(text);
			for (const candidate of [url, `https://a.example/1.${part}`, `https://a.example/1?format=${part}`]) {
				expect(pictureType(candidate)).toMatch(/^image\/[a-z+-]+$/);
			}
		}),
	);
});
