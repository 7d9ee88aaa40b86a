/** All the text for a sample newsroom, in one language. */
export interface Texts {
	title: string;
	tagline: string;
	topics: [slug: string, name: string, description: string][];
	providers: [name: string, domain: string][];
	authors: string[];
	/** Newest first. */
	titles: string[];
	sentences: string[];
	/** Three words to search for: one that occurs in titles, one that is misspelt, and one that occurs nowhere. */
	searches: [found: string, misspelt: string, unknown: string];
	heading: string;
	foreign: { language: string; title: string; text: string };
}

const ENGLISH = {
	language: "en",
	title: "The last lamplighter hangs up the pole",
	text: "He kept the list of the lamps in his cap. There were sixty-one of them, and each had a name.",
};

export const TEXTS: Readonly<Record<string, Texts>> = {
	de: {
		title: "Die Wasserkante",
		tagline: "Nachrichten von der Küste, aus elf Redaktionen",
		topics: [
			["klima", "Klima", "Was sich an der Küste ändert: Wasser, Wetter, Wiesen unter Wasser."],
			["hafenleben", "Hafenleben", "Kaimauern, Fähren, Lotsen und alle, die ihre Uhr nach der Tide stellen."],
			["energie", "Energie", "Woher der Strom kommt und wohin er geht."],
			["fischerei", "Fischerei", "Was gefangen wird, was nicht mehr und was wieder."],
			["lesen", "Lesen", "Bücher an Bord und an Land."],
			[
				"schifffahrtsverwaltungsvorschriften",
				"Schifffahrtsverwaltungsvorschriften",
				"Was gilt, seit wann und für wen.",
			],
		],
		providers: [
			["Fährblatt", "faehrblatt.example"],
			["Hafenpost", "hafenpost.example"],
			["Der Deichgraf", "deichgraf.example"],
			["Küstenanzeiger", "kuestenanzeiger.example"],
		],
		authors: ["Maren Federkiel", "Ida Quarz", "Jonas Lütt"],
		titles: [
			"Das Seegras kommt zurück, Halm für Halm",
			"Sechs gelbe Bojen und eine Bitte auf der Rampe",
			"Die Fähre fährt wieder, aber anders",
			"Ebbe und Flut: wenn der Pegel unter zwei Meter fällt",
			"Hochwasserschutzmaßnahmenfinanzierungsvereinbarung unterschrieben",
			"Der letzte Laternenanzünder legt die Stange weg",
			"Wellen zählen, bis die Zahl stimmt",
			"Ein Kran, der nachts steht und trotzdem arbeitet",
			"Bücher über Bord: die Bibliothek der Fähre zieht um",
			"Was die Möwen lesen würden",
			"Filmnacht auf dem Kai",
			"Ein Jahr ohne Schleppnetz",
			"Der kühlste Raum der Stadt",
			"Ruderboote liegen umsonst",
			"Die Ampel am Sieltor ist grün",
			"Windräder, die auf Vögel warten",
			"Kein Fisch heißt Fritz",
			"Die Leuchtturmwärterin zieht um",
			"Nebelhorn, leise gestellt",
			"Muscheln auf Beton",
			"Wem gehört der Strand im Winter?",
		],
		sentences: [
			"Wer die Wiese sehen will, hört sie zuerst: Über dem Gras knistert es, als stünde ein Radio zwischen zwei Sendern.",
			"Gepflanzt wurde von Hand, **vierzigtausend Halme**, jeder an eine Scheibe aus Ton gebunden, damit er nicht davonschwimmt.",
			"Im ersten Winter war fast alles wieder weg. Vom zweiten Jahr blieb die Hälfte, und niemand weiß genau, warum.",
			"Inzwischen gibt es Flecken, die zu breit sind, um sie in einem Atemzug zu durchschwimmen.",
		],
		searches: ["Fähre", "Leuchtturmwärterni", "Zebrafink"],
		heading: "Was die Zahlen sagen",
		foreign: ENGLISH,
	},
	ar: {
		title: "خط المدّ",
		tagline: "أخبار الساحل من إحدى عشرة غرفة أخبار",
		topics: [
			["المناخ", "المناخ", "ما يتغيّر على الساحل: الماء والطقس والمروج تحت الماء."],
			["حياة-الميناء", "حياة الميناء", "الأرصفة والعبّارات والمرشدون وكل من يضبط ساعته على المدّ."],
			["الطاقة", "الطاقة", "من أين تأتي الكهرباء وإلى أين تذهب."],
			["الصيد", "الصيد", "ما يُصاد وما لم يعد يُصاد وما عاد."],
			["القراءة", "القراءة", "كتب على ظهر السفينة وعلى البر."],
			["الموانئ-الصغيرة", "الموانئ الصغيرة", "حيث ترسو قوارب التجديف بلا مقابل."],
		],
		providers: [
			["بريد الميناء", "harbourpost.example"],
			["صحيفة العبّارة", "ferry.example"],
			["السدّ", "dyke.example"],
			["مرآة الساحل", "coast.example"],
		],
		authors: ["ليلى حدّاد", "يوسف مرجان", "سلمى النورس"],
		titles: [
			"عشب البحر يعود ساقًا بعد ساق",
			"ست عوّامات صفراء ورجاء مكتوب على المنزلق",
			"العبّارة تبحر من جديد لكن بطريقة أخرى",
			"المدّ والجزر: حين ينخفض المنسوب تحت مترين",
			"توقيع اتفاقية تمويل الحماية من الفيضانات",
			"آخر موقد للمصابيح يضع عصاه",
			"عدّ الأمواج حتى يصحّ العدد",
			"رافعة تقف ليلًا وتعمل مع ذلك",
			"كتب في البحر: مكتبة العبّارة تنتقل",
			"ما الذي قد تقرؤه النوارس",
			"ليلة سينما على الرصيف",
			"عام بلا شباك جرّ",
			"أبرد غرفة في المدينة",
			"قوارب التجديف ترسو مجانًا",
			"إشارة البوابة خضراء",
			"توربينات تنتظر الطيور",
			"لا سمكة اسمها فريد",
			"حارسة المنارة تنتقل",
			"بوق الضباب بصوت خافت",
			"محار على الخرسانة",
			"لمن الشاطئ في الشتاء؟",
		],
		sentences: [
			"من أراد أن يرى المرج سمعه أولًا: فوق العشب طقطقة خفيفة كأن مذياعًا بين محطتين.",
			"زُرع باليد، **أربعون ألف ساق**، كل واحدة مربوطة بقرص من الطين كي لا تطفو بعيدًا.",
			"في الشتاء الأول ذهب كله تقريبًا. ومن العام الثاني بقي النصف، ولا أحد يعرف السبب تمامًا.",
			"وصارت هناك بقع أعرض من أن تُقطع سباحةً في نفَس واحد.",
		],
		searches: ["العبّارة", "المنراة", "زرافة"],
		heading: "ماذا تقول الأرقام",
		foreign: ENGLISH,
	},
	ja: {
		title: "潮の便り",
		tagline: "海辺の町から届く、十一の編集部の便り",
		topics: [
			["気候", "気候", "海辺で変わっていくもの。水、天気、海の中の草原。"],
			["港の暮らし", "港の暮らし", "岸壁、渡し船、水先案内人、そして潮に時計を合わせるすべての人。"],
			["読書", "読書", "船の上の本、陸の上の本。"],
		],
		providers: [
			["渡船新聞", "ferry.example"],
			["港通信", "harbour.example"],
		],
		authors: ["水野 葵", "浜田 岳"],
		titles: [
			"海草が一本ずつ戻ってくる",
			"黄色いブイが六つ、斜路には願いごとがひとつ",
			"渡し船は今日も出る、ただし昨日とは違うやり方で",
			"潮位が二メートルを下回るとき、町では何が起こるのか。港長に聞いた長い話",
			"最後の点灯夫が竿を置く",
			"波を数える、数が合うまで",
			"夜に立ち、それでも働くクレーン",
			"かもめなら何を読むだろう",
			"岸壁の映画の夜",
			"引き網のない一年",
			"町でいちばん涼しい部屋",
			"手こぎ舟は無料で泊まれる",
		],
		sentences: [
			"草原は、見える前に聞こえる。草の上では、局と局のあいだのラジオのような、かすかな音がする。",
			"植えたのは人の手だ。**四万本**、流されないように、一本ずつ粘土の円盤に結びつけた。",
			"最初の冬にはほとんど消えた。二年目は半分残った。なぜかは、まだだれにも分からない。",
		],
		searches: ["渡し船", "渡し舩", "しまうま"],
		heading: "数字が語ること",
		foreign: ENGLISH,
	},
};
