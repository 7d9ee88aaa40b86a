import { expect, test } from "vitest";
import { parseLicense } from "../../src/article/license.ts";

test.each([
	["CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"],
	["CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"],
	["cc-by-sa-3.0-de", "https://creativecommons.org/licenses/by-sa/3.0/de/"],
	["CC0", "https://creativecommons.org/publicdomain/zero/1.0/"],
	["CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"],
	["MIT", "https://spdx.org/licenses/MIT.html"],
	["apache-2.0", "https://spdx.org/licenses/Apache-2.0.html"],
	["https://news.example.org/terms", "https://news.example.org/terms"],
])("the licence %s has the URL %s", (written, url) => {
	expect(parseLicense(written)).toMatchObject({ url });
});

test.each(["", "CC BY", "All rights reserved", "CC-BY-9.0", "ftp://example.org/terms"])(
	"%j is not a licence",
	(written) => {
		expect(parseLicense(written)).toBeNull();
	},
);
