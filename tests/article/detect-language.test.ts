import { expect, test } from "vitest";
import { detectLanguage } from "../../src/article/plain-text/detect-language.ts";

const paragraphs: Record<string, string> = {
	de: "Der Gemeinderat hat am Dienstagabend beschlossen, das alte Schwimmbad am Fluss zu erhalten. Bürgerinnen und Bürger hatten im Frühjahr mehr als dreitausend Unterschriften gesammelt. Die Sanierung soll im Herbst beginnen und wird voraussichtlich zwei Jahre dauern.",
	en: "The harbour council voted on Tuesday night to keep the old lighthouse open to visitors. Volunteers had raised nearly all of the money needed for repairs over the summer. Work on the stairs will begin next spring and should take about six months to complete.",
	fr: "Le conseil municipal a décidé mardi soir de conserver la vieille piscine au bord de la rivière. Les habitants avaient recueilli plus de trois mille signatures au printemps. Les travaux doivent commencer à l'automne et dureront probablement deux ans.",
	es: "El ayuntamiento decidió el martes por la noche conservar la antigua piscina junto al río. Los vecinos habían reunido más de tres mil firmas durante la primavera. Las obras comenzarán en otoño y durarán probablemente dos años.",
	it: "Il consiglio comunale ha deciso martedì sera di conservare la vecchia piscina lungo il fiume. Gli abitanti avevano raccolto più di tremila firme in primavera. I lavori cominceranno in autunno e dureranno probabilmente due anni.",
	pt: "A câmara municipal decidiu na terça-feira à noite conservar a antiga piscina junto ao rio. Os moradores tinham reunido mais de três mil assinaturas na primavera. As obras vão começar no outono e devem durar cerca de dois anos.",
	nl: "De gemeenteraad heeft dinsdagavond besloten het oude zwembad aan de rivier te behouden. Inwoners hadden in het voorjaar meer dan drieduizend handtekeningen verzameld. De verbouwing begint in het najaar en zal naar verwachting twee jaar duren.",
	sv: "Kommunfullmäktige beslutade på tisdagskvällen att behålla den gamla simhallen vid ån. Invånarna hade samlat in mer än tretusen namnunderskrifter under våren. Renoveringen ska börja i höst och beräknas ta ungefär två år.",
	da: "Byrådet besluttede tirsdag aften at bevare den gamle svømmehal ved åen. Borgerne havde i løbet af foråret samlet mere end tre tusind underskrifter. Renoveringen begynder til efteråret og ventes at tage omkring to år.",
	nb: "Kommunestyret vedtok tirsdag kveld å beholde det gamle badet ved elva. Innbyggerne hadde samlet inn mer enn tre tusen underskrifter i løpet av våren. Oppussingen skal begynne til høsten og ventes å ta omtrent to år. Etter stormen gikk det ingen tog på strekningen. Selskapet satte inn busser, men mange pendlere kom ikke fram til jobben før midt på dagen.",
	fi: "Kaupunginvaltuusto päätti tiistai-iltana säilyttää vanhan uimahallin joen varrella. Asukkaat olivat keränneet kevään aikana yli kolmetuhatta allekirjoitusta. Korjaustyöt alkavat syksyllä ja kestävät luultavasti kaksi vuotta.",
	pl: "Rada miasta postanowiła we wtorek wieczorem zachować stary basen nad rzeką. Mieszkańcy zebrali wiosną ponad trzy tysiące podpisów. Remont rozpocznie się jesienią i potrwa prawdopodobnie dwa lata.",
	cs: "Městské zastupitelstvo v úterý večer rozhodlo, že starý bazén u řeky zůstane zachován. Obyvatelé na jaře nasbírali přes tři tisíce podpisů. Oprava začne na podzim a potrvá pravděpodobně dva roky. Po bouři na trati nejezdily žádné vlaky. Dopravce nasadil autobusy, ale mnoho cestujících se do práce dostalo až v poledne.",
	hu: "A városi tanács kedd este úgy döntött, hogy megtartja a folyó melletti régi uszodát. A lakosok tavasszal több mint háromezer aláírást gyűjtöttek össze. A felújítás ősszel kezdődik, és várhatóan két évig tart.",
	ro: "Consiliul local a hotărât marți seara să păstreze vechea piscină de lângă râu. Locuitorii strânseseră în primăvară peste trei mii de semnături. Lucrările vor începe în toamnă și vor dura probabil doi ani.",
	tr: "Belediye meclisi salı akşamı nehir kıyısındaki eski yüzme havuzunu korumaya karar verdi. Mahalle sakinleri ilkbaharda üç binden fazla imza toplamıştı. Onarım sonbaharda başlayacak ve yaklaşık iki yıl sürecek.",
	ru: "Городской совет во вторник вечером решил сохранить старый бассейн у реки. Весной жители собрали более трёх тысяч подписей. Ремонт начнётся осенью и продлится, по оценкам, около двух лет.",
	uk: "Міська рада у вівторок увечері вирішила зберегти старий басейн біля річки. Навесні мешканці зібрали понад три тисячі підписів. Ремонт почнеться восени й триватиме, за оцінками, близько двох років.",
	bg: "Общинският съвет реши във вторник вечерта да запази стария басейн край реката. През пролетта жителите събраха повече от три хиляди подписа. Ремонтът ще започне през есента и ще продължи вероятно две години.",
	el: "Το δημοτικό συμβούλιο αποφάσισε το βράδυ της Τρίτης να διατηρήσει το παλιό κολυμβητήριο δίπλα στο ποτάμι. Οι κάτοικοι είχαν συγκεντρώσει την άνοιξη πάνω από τρεις χιλιάδες υπογραφές.",
	ar: "قرر المجلس البلدي مساء الثلاثاء الإبقاء على المسبح القديم بجانب النهر. وكان السكان قد جمعوا في الربيع أكثر من ثلاثة آلاف توقيع. ومن المقرر أن تبدأ أعمال الترميم في الخريف وأن تستمر نحو عامين.",
	fa: "شورای شهر سه‌شنبه شب تصمیم گرفت استخر قدیمی کنار رودخانه را حفظ کند. ساکنان در بهار بیش از سه هزار امضا جمع کرده بودند. بازسازی در پاییز آغاز می‌شود و احتمالاً دو سال طول خواهد کشید.",
	he: "מועצת העיר החליטה ביום שלישי בערב לשמר את הבריכה הישנה שליד הנהר. התושבים אספו באביב יותר משלושת אלפים חתימות. השיפוץ יתחיל בסתיו ויימשך ככל הנראה שנתיים. אחרי הסערה לא נסעו רכבות בקו. החברה הפעילה אוטובוסים, אבל נוסעים רבים הגיעו לעבודה רק בצהריים.",
	hi: "नगर परिषद ने मंगलवार की शाम नदी किनारे के पुराने तरणताल को बचाए रखने का निर्णय लिया। निवासियों ने वसंत में तीन हज़ार से अधिक हस्ताक्षर जुटाए थे। मरम्मत का काम शरद ऋतु में शुरू होगा और लगभग दो साल चलेगा।",
	zh: "市议会星期二晚上决定保留河边的旧游泳馆。居民们在春天收集了三千多个签名。修缮工程将于秋天开始，预计需要两年时间。市长表示，资金的大部分来自一个基金会，其余部分由城市承担。",
	ja: "市議会は火曜日の夜、川沿いの古いプールを残すことを決めた。住民たちは春に三千を超える署名を集めていた。改修工事は秋に始まり、およそ二年かかる見込みだ。費用の大部分は財団が負担する。",
	ko: "시의회는 화요일 저녁 강가의 오래된 수영장을 보존하기로 결정했다. 주민들은 봄에 삼천 명이 넘는 서명을 모았다. 보수 공사는 가을에 시작되며 약 이 년이 걸릴 것으로 보인다.",
	vi: "Hội đồng thành phố tối thứ Ba đã quyết định giữ lại hồ bơi cũ bên sông. Người dân đã thu thập được hơn ba nghìn chữ ký trong mùa xuân. Việc sửa chữa sẽ bắt đầu vào mùa thu và dự kiến kéo dài khoảng hai năm.",
	th: "สภาเมืองมีมติเมื่อคืนวันอังคารให้เก็บรักษาสระว่ายน้ำเก่าริมแม่น้ำไว้ ชาวบ้านรวบรวมรายชื่อได้มากกว่าสามพันรายชื่อในช่วงฤดูใบไม้ผลิ การซ่อมแซมจะเริ่มในฤดูใบไม้ร่วง",
	id: "Dewan kota pada Selasa malam memutuskan untuk mempertahankan kolam renang lama di tepi sungai. Warga telah mengumpulkan lebih dari tiga ribu tanda tangan pada musim semi. Perbaikan akan dimulai pada musim gugur dan diperkirakan berlangsung dua tahun. Setelah badai tidak ada kereta yang berjalan di jalur itu. Perusahaan menyediakan bus, tetapi banyak penumpang baru tiba di tempat kerja pada tengah hari.",
	ca: "L'ajuntament va decidir dimarts al vespre conservar l'antiga piscina vora el riu. Els veïns havien recollit més de tres mil signatures durant la primavera. Les obres començaran a la tardor i duraran probablement dos anys.",
	hr: "Gradsko vijeće odlučilo je u utorak navečer sačuvati stari bazen uz rijeku. Građani su u proljeće prikupili više od tri tisuće potpisa. Obnova će početi na jesen i trajat će vjerojatno dvije godine. Nakon oluje na pruzi nije vozio nijedan vlak. Tvrtka je uvela autobuse, ali mnogi su putnici stigli na posao tek u podne.",
	sr: "Градско веће је у уторак увече одлучило да сачува стари базен поред реке. Грађани су у пролеће прикупили више од три хиљаде потписа. Обнова ће почети на јесен и трајаће вероватно две године.",
};

test.each(Object.entries(paragraphs))("the language of a paragraph is detected: %s", (tag, text) => {
	expect(detectLanguage(text)).toBe(tag);
});

test.each(Object.entries(paragraphs))("three words are not enough to detect a language: %s", (_, text) => {
	expect(detectLanguage(text.slice(0, 20))).toBeNull();
});

test("no language is detected for names, numbers, code and mixed languages", () => {
	expect(detectLanguage("")).toBeNull();
	expect(detectLanguage("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")).toBeNull();
	expect(
		detectLanguage("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt."),
	).toBeNull();
	expect(
		detectLanguage("const a = b + c; return await fetch(url, init).then((r) => r.json()); export default main;"),
	).toBeNull();
	const [english, french] = [paragraphs["en"] ?? "", paragraphs["fr"] ?? ""];
	expect(detectLanguage(`${english} ${french}`)).toBeNull();
});
