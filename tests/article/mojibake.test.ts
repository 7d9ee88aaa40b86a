import fc from "fast-check";
import { expect, test } from "vitest";
import { repairMojibake } from "../../src/article/mojibake.ts";

test.each([
	["Techâ€™s Web Services", "Tech’s Web Services"],
	["â€˜Sensitive Dataâ€™ Exposure", "‘Sensitive Data’ Exposure"],
	["MÃ¼ller & SÃ¶hne, Ã©tÃ©", "Müller & Söhne, été"],
	["Ã“scar", "Óscar"],
	["Â£5, 20Â°C", "£5, 20°C"],
	["ðŸ˜€ and â„¢", "😀 and ™"],
	["Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"],
	["ä½\u00A0å¥½ä¸–ç•Œ", "你好世界"],
	["broken twice: ÃƒÂ¼", "broken twice: ü"],
])("broken text is repaired: %s", (broken, repaired) => {
	expect(repairMojibake(broken)).toBe(repaired);
});

test.each([
	"„Spaß“",
	"“café”…",
	"„5×“",
	"“IRMÃ”",
	"«IRMû",
	"São Paulo, NÃO",
	"Île",
	"GRÖẞE ÄÖÜ",
	"naïve",
	"ÂNGELO",
	"â",
	"Ã",
])("%s is intended, so it stays unchanged", (text) => {
	expect(repairMojibake(text)).toBe(text);
});

test("words in any script stay unchanged", () => {
	const word = fc.stringMatching(/^(?:[a-zäöüßéèçñ]{3,9}|[а-я]{3,9}|[ا-ي]{3,9}|[一-龥]{2,5}|[α-ω]{3,9})$/u);
	fc.assert(fc.property(fc.array(word), (words) => repairMojibake(words.join(" ")) === words.join(" ")));
});
