import { expect, test } from "vitest";
import { directionOf } from "../../src/article/language.ts";

test.each([..."ar fa he ur ps sd ug ckb yi ks dv syr arc nqo pa-Arab pa-PK az-Arab az-IR ku-Arab ff-Adlm".split(" ")])(
	"%s is written from right to left",
	(language) => {
		expect(directionOf(language)).toBe("rtl");
	},
);

test.each([..."en de-u-co-phonebk de-x-foo ja zh-Hant hi pa az ku ar-Latn fa-Latn ur-Latn und".split(" ")])(
	"%s is written from left to right",
	(language) => {
		expect(directionOf(language)).toBe("ltr");
	},
);
