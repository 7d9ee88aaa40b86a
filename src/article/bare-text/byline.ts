/** What stands before the name in a line that says who wrote the article. A name has to follow in capitals. */
const BY =
	/^(?:(?:ein (?:beitrag|artikel|gastbeitrag) |geschrieben |verfasst )?von|(?:written |posted |reported |words |story |published )?by|(?:écrit |publié |rédigé )?par|(?:escrito |publicado )?por|(?:scritto )?da|di|a cura di|(?:geschreven )?door|(?:skriven |skrevet |tekst )?a[vf]|scris de|napisała?|kirjoittanut|írta)\s+/iu;
/** The same with a colon: what follows is a name, however it is written. */
const LABEL =
	/^(?:autor(?:in|en|es|a|e|i)?|autor\(a\)|authors?|text|texto?|testo|texte|tekst|teksti|auteurs?|redaktion|redacción|byline|yazan|yazar|szerző|συντάκτης|автор|текст|作者|文|记者|記者|著者|執筆|글|기자|بقلم|الكاتب)\s?[:：／]\s*/iu;
/** Written without a colon in its own script. */
const SCRIPT =
	/^(?:(?:作者|记者|記者|撰文|文・|文＝)\s?(?<after>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\s]{2,12})|(?:بقلم|كتب|كتبت)\s+(?<arabic>[\p{Script=Arabic} ]{4,40})|(?<korean>\p{Script=Hangul}{2,4}) 기자)$/u;

const JOINT = /\s+(?:und|and|et|y|e|en|och|og|i|ja|és|și|ve|и|і|&|\+)\s+/iu;
const PARTICLE = /^(?:von|vom|zu|van|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ten|ter|y|af|av|i)$/u;

/** Whether a text is the name of a person as it is usually written: two to five words, in capitals. */
export function isName(text: string): boolean {
	if (/[^\p{L}\p{M}\s.'’-]/u.test(text) || text.length > 60) return false;
	const parts = text.split(/\s+/);
	const first = parts[0] ?? "";
	if (parts.length < 2 || parts.length > 5 || /^(?:der|die|das|the|le|la|el|il)$/iu.test(first)) return false;
	return parts.every(
		(part, index) =>
			/^\p{Lu}[\p{L}\p{M}.'’-]*$/u.test(part) || (index > 0 && index < parts.length - 1 && PARTICLE.test(part)),
	);
}

/** Whose a line says the article is; null if it says nothing of the kind. */
export function readByline(text: string): string[] | null {
	if (text.length > 160) return null;
	const script = SCRIPT.exec(text)?.groups;
	if (script) return [(script["after"] ?? script["arabic"] ?? script["korean"] ?? "").trim()];
	const label = LABEL.exec(text)?.[0];
	const start = label ?? BY.exec(text)?.[0];
	if (start === undefined) return null;
	// After the names: a date, a place, an office, an address.
	const names = withoutRest(text.slice(start.length));
	if (label !== undefined && !/[,\s]/.test(names) && /^\p{Lo}{2,12}$|^\p{Lu}[\p{L}'’-]+$/u.test(names)) return [names];
	const joint = names.split(JOINT);
	// "Ada Writer, Science Editor": only an "and" says that what a comma separates are names.
	const parts = joint.length > 1 ? joint.flatMap((part) => part.split(/\s*,\s*/)) : names.split(/\s*,\s*/).slice(0, 1);
	const given = parts.map((part) => part.trim()).filter((part) => part !== "");
	return given.length > 0 && given.length <= 10 && given.every(isName) ? given : null;
}

function withoutRest(text: string): string {
	return text
		.replace(/\s*(?:[|•·–—(/<]|\s-\s|\d|\S+@).*$/u, "")
		.replace(/,?\s+(?:am|vom|on|le|el|il|em|op|den|in|aus|at|für|for|pour|para|per)$/u, "")
		.replace(/\s+(?:in|aus|at|für|for|pour|para|per|à)\s+\p{Lu}.*$/u, "")
		.replace(/[\s,;:]+$/u, "");
}
