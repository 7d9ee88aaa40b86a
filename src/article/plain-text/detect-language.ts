import { franc } from "franc-min";
import { once } from "../../once.ts";

/**
 * Length of the sample that is analysed, in UTF-16 code units. A longer sample would be slower and no more reliable.
 */
const SAMPLE_LENGTH = 4000;
/**
 * Minimum number of words in a text. If its script is used by only one language, this is the minimum number of letters
 * instead.
 */
const MIN_WORDS = 12;
const MIN_LETTERS = 30;
/**
 * Minimum share of a text's words that must be among the language's most common words. In news articles, the share is
 * between 0.15 and 0.5.
 */
const MIN_SHARE = 0.12;
/**
 * Minimum lead of the detected language over any other language, counted in words of the text that are common in only
 * one of the two languages. The text must also contain at least twice as many such words of the detected language as of
 * the other one. A language that the library does not support needs a larger lead.
 */
const MIN_LEAD = 1;
const MIN_LEAD_OF_UNKNOWN = 2;

const SCRIPTS: readonly (readonly [tag: string, letters: RegExp])[] = [
	["el", /\p{Script=Greek}/gu],
	["th", /\p{Script=Thai}/gu],
	["ko", /\p{Script=Hangul}/gu],
	["bn", /\p{Script=Bengali}/gu],
	["ta", /\p{Script=Tamil}/gu],
	["te", /\p{Script=Telugu}/gu],
	["ka", /\p{Script=Georgian}/gu],
	["hy", /\p{Script=Armenian}/gu],
];

/**
 * One language per line: its tag, its code in the library ("-" if the library does not support it), and its most common
 * words. Some languages are listed only to distinguish them from a close relative: a text that fits both Slovak and
 * Czech equally well counts as neither.
 */
const LANGUAGES = `
en eng the of and to in a is that for it was on with as by at from are have not but had after will we you can your our this be or an which their has more how all been who its they were would about into said
de deu der die das und in zu den von ist mit nicht ein eine auf für im dem sich des auch als an nach aus
nl nld de het een van en in dat is op te zijn met voor niet aan er om ook maar bij na uit werd hij ze wordt worden door dit deze over dan had naar heeft werden
af - die van en in het nie is 'n dat te vir op met hy was wat om aan sy ook maar na by hulle ons word deur hierdie oor dan had sal
fr fra de la le les et des en un une du est que qui dans pour par sur au il ne pas plus mais après à
es spa de la el que en y los las del un una por con se para no es su al lo como más pero después
ca - de la el que i els les del un una per amb es no al va més però són ha com dels després a
gl - de a o que e os as do da un unha por con se para non é ao no na máis pero dos das foi só á nas despois moito polo son
pt por de a o que e os as do da um uma por com se para não é ao no na mais mas dos das em foi só à nas depois muito pelo são
it ita di la il che e i le del un una per con si non è al lo della nel più ma dei da sono alla hanno ha dopo in a gli degli dal
ro ron de la și în a cu pe că o un din care pentru nu se mai este sunt au fost dar după să va
sv swe och att i det som på är av för en den med till inte ett har om men de efter var från vid bara mycket också mot några hur än
da - og at i det som på er af for en den med til ikke et har om men de efter var fra ved blev kun meget også mod nogle hvordan end mere hun selv hvad
nb - og å i det som på er av for en den med til ikke et har om men de etter var fra ved ble bare mye også mot noen hvordan enn mer hun selv hva
nn - og å i det som på er av for ein den med til ikkje eit har om men dei etter var frå ved vart berre mykje også mot nokre korleis enn meir ho sjølv kva
fi - ja on ei että se oli mutta myös joka hän ovat tai kun kuin niin sen mukaan jo vain ole vuoden jälkeen yli moni vasta olivat voi kaikki vielä ennen aikana noin
et - ja on ei et see oli aga ka kes ta või kui nii selle järgi ning mis oma pärast aasta üle palju alles olid võib kõik veel enne ajal umbes
pl pol w i na z się nie do że to jest o jak za od po przez dla ale był są oraz ma który które ponad dopiero we przed tym także jego może
cs ces v a na se je že s z do o k za od po pro ale by jsou jako jeho byl který které podle ve přes až před také může však kteří jen při
sk - v a na sa je že s z do o k za od po pre ale by sú ako jeho bol ktorý ktoré podľa vo cez až pred tiež môže však ktorí len pri
sl - v in na se je da s z do o k za od po pa ali bi so kot njegov bil ki ne tudi pri več pred lahko ter kaj tem samo
hr hrv i u je na se da za od su s o nije što tko koji koje kao do iz prije dvije ali gdje također tijekom više uz tek nakon biti vrijeme poslije dvjema
sr-Latn srp i u je na se da za od su s o nije šta ko koji koje kao do iz pre dve ali gde takođe tokom više uz tek nakon biti vreme posle
hu hun a az és hogy nem is egy ez volt meg de csak már el mint azt még szerint után két ki vagy több majd sok be ezt volna lesz között
lt - ir yra kad į su iš tai bet buvo ne o kaip po už nuo dėl jau prie apie per kurie
lv - un ir ka ar no uz tas bet bija ne kā pēc par arī lai pie jau kas tika gada
tr tur ve bir bu da de için ile çok olarak daha olan ama sonra kadar en gibi değil her ne ancak fazla yaklaşık hiç ise o yeni iki tarafından göre
id ind yang dan di ini itu dengan untuk dari tidak pada akan dalam juga ada oleh ke telah bisa karena tetapi saat setelah tahun mereka
ms zlm yang dan di ini itu dengan untuk dari tidak pada akan dalam juga ada oleh ke telah boleh kerana tetapi ketika selepas tahun mereka
vi vie và của là có được trong cho không người một các với đã những này khi để từ đến tại sẽ nhưng sau vào nhiều trên mới hơn
ru rus и в на не что с по как из для это от к но за был его о у после только более до во со они многие около также которые
uk ukr і в на не що з у та як із для це від до але за був його про й після лише понад близько вони також які багато під
be bel і ў у на не што з па як для гэта ад да але за быў яго пра пасля толькі больш яны таксама якія шмат каля
bg bul и в на не че с по от за да се е са но като ще към бе му след това до през едва повече около също които много във край
mk - и во на не дека со по од за да се е беше но како ќе кон му ова до дури повеќе околу исто кои многу
sr srp и у је на се да за од су с о није шта ко који које као до из пре две али након тек
ar arb في من على إلى أن عن التي الذي مع هذا هذه كان لا ما بعد قد إن بين لم و كما
fa pes و در به از که را این با است برای آن می شد خود بر تا یک پس بود اما های
ur urd کے کی میں ہے اور سے کا کو اس نے پر یہ ہیں کہ بھی تھا جو لیے نہیں
hi hin के की में है और से का को इस ने पर यह हैं कि भी था जो लिए नहीं एक
mr mar आहे आणि या च्या ते हे ही की तर मध्ये होते नाही आहेत एक पण झाले करून
ne npi छ र को मा ले का यो पनि भएको गरेको छन् हो तथा एक लाई बाट गर्न
he - של את על לא הוא היא זה עם כי גם או יותר אבל אל כל בין אם אחרי ביום רק ליד היה כדי הם עד שלא היו לפני
`;

const languages = once(() =>
	LANGUAGES.trim()
		.split("\n")
		.map((line) => {
			const [tag = "", code = "-", ...words] = line.split(" ");
			return { tag, code: code === "-" ? "" : code, words: new Set(words) };
		}),
);

/**
 * Detects the language of a text (BCP 47, such as "de" or "pt"); null if the text is too short or the result is
 * uncertain. Two methods must agree: the library's trigrams, and the most common words of the language. Either method
 * alone confuses the Scandinavian languages.
 */
export function detectLanguage(text: string): string | null {
	const sample = text.slice(0, SAMPLE_LENGTH).normalize("NFC").toLowerCase();
	const letters = count(sample, /\p{L}/gu);
	const script = letters < MIN_LETTERS ? undefined : SCRIPTS.find(([, of]) => count(sample, of) > letters * 0.6);
	if (script) return script[0];
	const kana = count(sample, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
	const han = count(sample, /\p{Script=Han}/gu);
	if (han + kana > letters * 0.6) return letters < MIN_LETTERS ? null : chineseOrJapanese(han, kana);
	return spelledLanguage(sample);
}

/**
 * Distinguishes Chinese, which contains kana only in the occasional Japanese name, from Japanese, which always contains
 * kana.
 */
function chineseOrJapanese(han: number, kana: number): string | null {
	const share = kana / (han + kana);
	return share > 0.15 ? "ja" : share < 0.02 ? "zh" : null;
}

function spelledLanguage(sample: string): string | null {
	const words = sample.match(/'n\b|[\p{L}\p{M}]+/gu) ?? [];
	if (words.length < MIN_WORDS) return null;
	const ranking = languages()
		.map((language) => ({
			...language,
			hits: words.filter((word) => language.words.has(word)),
		}))
		.sort((a, b) => b.hits.length - a.hits.length);
	const [first, ...rivals] = ranking;
	if (!first || first.hits.length < words.length * MIN_SHARE) return null;
	const minLead = first.code === "" ? MIN_LEAD_OF_UNKNOWN : MIN_LEAD;
	for (const rival of rivals) {
		const lead = first.hits.filter((word) => !rival.words.has(word)).length;
		const against = rival.hits.filter((word) => !first.words.has(word)).length;
		if (lead < minLead || against * 2 > lead) return null;
	}
	const known = languages().flatMap(({ code }) => (code === "" ? [] : [code]));
	return first.code === "" || franc(sample, { only: known }) === first.code ? first.tag : null;
}

function count(text: string, pattern: RegExp): number {
	return text.match(pattern)?.length ?? 0;
}
