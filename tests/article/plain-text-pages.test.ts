import { expect, test } from "vitest";
import { type BareText, readBareText } from "../../src/article/plain-text/parse.ts";

/** The expected result for a page: the first words of each block, with `# ` before headings. */
interface Expected {
	title: string | null;
	authors?: string[];
	topics?: string[];
	blocks: string[];
}

const pages: Record<string, { text: string; expected: Expected }> = {
	"English: navigation, kicker, summary above the byline, caption, advertisement, comments": {
		text: `
Home News Science Sport Culture

Science

Harbour town keeps its lighthouse open to visitors

Volunteers raised nearly all of the money that the repairs will cost.

By Ada Writer and Ben Reader
4 May 2026, 09:30
5 min read

The lighthouse at the harbour mouth. Photo: City Archive

The harbour council voted on Tuesday night to keep the old lighthouse open to visitors. Work on the stairs begins next spring.

Advertisement
Warm coats for stormy days
Shop the new collection

Nobody on the council had expected so many people to come. The hall was full an hour before the vote, and some listened from the street.

Read more: Ten lighthouses worth a detour

What happens next

The builders have six months. Until then the tower stays closed on weekdays, the council said.

Comments (12)

Salty Dog
At last some good news from that council, which has never done anything for us before.`,
		expected: {
			title: "Harbour town keeps its lighthouse open to visitors",
			authors: ["Ada Writer", "Ben Reader"],
			blocks: ["Volunteers raised", "The harbour council", "Nobody on the", "# What happens next", "The builders have"],
		},
	},
	"French: breadcrumb, two authors, a link to another article, related articles": {
		text: `Accueil > Société > Transports

La ligne côtière rouvre après deux ans de travaux

Par Claire Dubois et Henri Petit
Publié le 12 mars 2026

Les premiers voyageurs sont montés à bord peu avant six heures du matin. La gare, repeinte en bleu, sentait encore la peinture.

Lire aussi : Les gares oubliées de la côte

« Nous avons attendu ce jour si longtemps », raconte une habitante. Elle prendra désormais le train chaque matin pour aller au travail.

Un chantier difficile

Les ouvriers ont dû remplacer douze ponts et plus de trente kilomètres de rails. La tempête de janvier a tout retardé de six semaines.

Sur le même sujet
Le train de nuit revient
Des billets moins chers cet été`,
		expected: {
			title: "La ligne côtière rouvre après deux ans de travaux",
			authors: ["Claire Dubois", "Henri Petit"],
			blocks: ["Les premiers voyageurs", "« Nous avons attendu", "# Un chantier difficile", "Les ouvriers ont"],
		},
	},
	"Spanish: one line per paragraph, without blank lines": {
		text: `El ayuntamiento salva la piscina junto al río
Por Lucía Ramos
Piscina, Ayuntamiento, Deporte popular
El ayuntamiento decidió el martes por la noche conservar la antigua piscina junto al río. Los vecinos habían reunido tres mil firmas.
¿Cuándo empiezan las obras?
Las obras comenzarán en otoño y durarán probablemente dos años. Hasta entonces la piscina seguirá abierta los fines de semana.`,
		expected: {
			title: "El ayuntamiento salva la piscina junto al río",
			authors: ["Lucía Ramos"],
			topics: ["Piscina", "Ayuntamiento", "Deporte popular"],
			blocks: ["El ayuntamiento decidió", "# ¿Cuándo empiezan", "Las obras comenzarán"],
		},
	},
	"Italian: cookie notice first, title of the browser window": {
		text: `Questo sito usa i cookie per offrirti un'esperienza migliore e per mostrarti annunci adatti a te.

Il faro resta aperto | Gazzetta del Porto

Il faro resta aperto

di Marta Rossi

Il consiglio comunale ha deciso martedì sera di tenere aperto il vecchio faro. I volontari avevano raccolto quasi tutti i fondi necessari.

I lavori cominceranno in primavera e dureranno circa sei mesi, ha detto la sindaca dopo il voto.

Articoli correlati
Dieci fari da vedere`,
		expected: {
			title: "Il faro resta aperto",
			authors: ["Marta Rossi"],
			blocks: ["Il consiglio comunale", "I lavori cominceranno"],
		},
	},
	"Dutch: keywords and author below the article": {
		text: `Oude zwembad aan de rivier blijft open

De gemeenteraad heeft dinsdagavond besloten het oude zwembad aan de rivier te behouden. Inwoners hadden drieduizend handtekeningen verzameld.

De verbouwing begint in het najaar en zal naar verwachting twee jaar duren, aldus de wethouder.

Trefwoorden: zwembad, gemeenteraad

Over de auteur

Jan de Vries

Schrijft sinds 2019 over de stad en haar water. Woont met zijn gezin op een boot aan de rivier.`,
		expected: {
			title: "Oude zwembad aan de rivier blijft open",
			authors: ["Jan de Vries"],
			topics: ["zwembad", "gemeenteraad"],
			blocks: ["De gemeenteraad heeft", "De verbouwing begint"],
		},
	},
	"Swedish: photo credit below the headline": {
		text: `Simhallen vid ån blir kvar

Av Karin Lindström

Foto: Erik Berg

Kommunfullmäktige beslutade på tisdagskvällen att behålla den gamla simhallen vid ån. Över tretusen hade skrivit under.

Renoveringen ska börja i höst och beräknas ta ungefär två år, enligt kommunen.

Läs också
Tio bad att besöka i sommar`,
		expected: {
			title: "Simhallen vid ån blir kvar",
			authors: ["Karin Lindström"],
			blocks: ["Kommunfullmäktige beslutade", "Renoveringen ska"],
		},
	},
	"Polish: label before the author": {
		text: `Stary basen nad rzeką zostaje

Autor: Anna Nowak

Rada miasta postanowiła we wtorek wieczorem zachować stary basen nad rzeką. Mieszkańcy zebrali trzy tysiące podpisów.

Remont rozpocznie się jesienią i potrwa prawdopodobnie dwa lata, zapowiada burmistrz.

Komentarze (3)`,
		expected: {
			title: "Stary basen nad rzeką zostaje",
			authors: ["Anna Nowak"],
			blocks: ["Rada miasta", "Remont rozpocznie"],
		},
	},
	"Russian: heading, related articles": {
		text: `Старый бассейн у реки останется открытым

Автор: Ирина Волкова

Городской совет во вторник вечером решил сохранить старый бассейн у реки. Жители собрали более трёх тысяч подписей.

Когда начнётся ремонт

Ремонт начнётся осенью и продлится, по оценкам, около двух лет. До этого бассейн будет открыт по выходным.

Читайте также:
Десять маяков, которые стоит увидеть`,
		expected: {
			title: "Старый бассейн у реки останется открытым",
			authors: ["Ирина Волкова"],
			blocks: ["Городской совет", "# Когда начнётся", "Ремонт начнётся"],
		},
	},
	"Chinese: no spaces, Chinese punctuation": {
		text: `首页 新闻 文化

河边的旧游泳馆将继续开放

作者：王小明
2026年5月4日

市议会星期二晚上决定保留河边的旧游泳馆。居民们在春天收集了三千多个签名，希望这座建筑不被拆除。

修缮工程何时开始

修缮工程将于秋天开始，预计需要两年时间。市长表示，资金的大部分来自一个基金会，其余部分由城市承担。

相关阅读
十座值得一看的灯塔`,
		expected: {
			title: "河边的旧游泳馆将继续开放",
			authors: ["王小明"],
			blocks: ["市议会星期二", "# 修缮工程何时开始", "修缮工程将于"],
		},
	},
	"Arabic: right-to-left text": {
		text: `المسبح القديم بجانب النهر يبقى مفتوحا

بقلم ليلى حداد

قرر المجلس البلدي مساء الثلاثاء الإبقاء على المسبح القديم بجانب النهر. وكان السكان قد جمعوا أكثر من ثلاثة آلاف توقيع.

متى تبدأ الأعمال؟

من المقرر أن تبدأ أعمال الترميم في الخريف وأن تستمر نحو عامين، بحسب ما أعلنته رئيسة البلدية.

التعليقات`,
		expected: {
			title: "المسبح القديم بجانب النهر يبقى مفتوحا",
			authors: ["ليلى حداد"],
			blocks: ["قرر المجلس", "# متى تبدأ", "من المقرر"],
		},
	},
	"two lines that could both be the headline: the author is asked": {
		text: `Volunteers digitise a century of harbour logs
Tide tables get a second life in the archive
By Ada Writer

Most of the books had never been opened since they were bound. Now anybody can read them at home.

The oldest of them tells of a flood that no other source knows of, says the archive's director.`,
		expected: { title: null, authors: ["Ada Writer"], blocks: ["Most of the", "The oldest of"] },
	},
	"a headline that may be followed by a one-line summary: the author is asked": {
		text: `High water
What the storm did to the coast
By Ada Writer

Most of the beach is gone. Where the huts stood there is nothing but stones now, and a flag that somebody put up.`,
		expected: { title: null, authors: ["Ada Writer"], blocks: ["Most of the"] },
	},
	"Swedish: a link to another article does not end the article": {
		text: `Simhallen vid ån blir kvar

Av Karin Lindström

Kommunfullmäktige beslutade på tisdagskvällen att behålla den gamla simhallen vid ån. Över tretusen hade skrivit under.

Läs också
Tio bad att besöka i sommar

Renoveringen ska börja i höst och beräknas ta ungefär två år, enligt kommunen. Under tiden hålls bassängen stängd.

Foto: Erik Berg
Läs mer: Så mår ån

Sommarens simskola flyttar till sjön. Anmälan öppnar i maj, och platserna brukar ta slut på några timmar.`,
		expected: {
			title: "Simhallen vid ån blir kvar",
			authors: ["Karin Lindström"],
			blocks: ["Kommunfullmäktige beslutade", "Renoveringen ska", "Sommarens simskola"],
		},
	},
	"dates as headings": {
		text: `Diary of a flood

The water came faster than anybody on the island could remember. We kept a diary of those three days.

3 May 2026

We carried the books up to the attic, and then the chairs, and then ourselves. The radio was silent.

4 May 2026

By noon one could see the fence again. A cow stood in the garden and looked at us as if we were late.`,
		expected: {
			title: "Diary of a flood",
			blocks: ["The water came", "# 3 May 2026", "We carried", "# 4 May 2026", "By noon"],
		},
	},
	"a section and an author but no headline: the author is asked": {
		text: `Wirtschaft

Von Anna Muster

Der Hafen schlägt wieder so viele Waren um wie vor dem Sturm. Das teilte die Hafenverwaltung am Montag mit.`,
		expected: { title: null, authors: ["Anna Muster"], blocks: ["Der Hafen schlägt"] },
	},
};

test.each(Object.entries(pages))("%s", (_, { text, expected }) => {
	const read = readBareText(text);
	expect(read.title).toBe(expected.title);
	expect(read.authors).toEqual(expected.authors ?? []);
	expect(read.topics).toEqual(expected.topics ?? []);
	expect(beginnings(read.blocks, expected.blocks)).toEqual(expected.blocks);
	expect(read.blocks).toHaveLength(expected.blocks.length);
});

test("omitted parts are listed with their line numbers", () => {
	const { notes } = readBareText(pages[Object.keys(pages)[0] ?? ""]?.text ?? "");
	const messages = notes.map(({ line, message }) => `${line}: ${message}`);
	expect(messages).toContain("6: Title taken from line 6.");
	expect(messages).toContain("10: Author taken from line 10.");
	expect(messages).toContain("18: Left out lines 18 to 20: “Advertisement”.");
	expect(messages).toContain("30: Left out everything from line 30 onwards: “Comments (12)”.");
});

test("a question about the title lists the lines that could be the title", () => {
	const { notes } = readBareText(pages["two lines that could both be the headline: the author is asked"]?.text ?? "");
	expect(notes[0]).toEqual({
		line: 1,
		message: "The title could be on any of these lines: 1, 2. Set `title` in front matter.",
	});
});

/** Returns the beginning of each block, cut to the length of the expected text. */
function beginnings(blocks: BareText["blocks"], expected: string[]): string[] {
	return blocks.map(({ kind, text }, index) => {
		const marked = kind === "heading" ? `# ${text}` : text;
		return marked.slice(0, expected[index]?.length ?? marked.length);
	});
}
