/**
 * Joins the alternatives of a pattern. The phrases below occur around articles on news pages. Each line is for one or
 * more languages: German, English, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish and Russian,
 * Turkish, Asian and Arabic.
 */
const words = (text: string) =>
	text
		.trim()
		.split(/\s*\n\s*/)
		.join("|");

/** Lines that end the article. Nothing below such a line belongs to the article. */
const ENDS = words(`
über (?:den autor|die autorin|die autoren|den verfasser)|zu[mr] autor(?:in)?|kommentieren|kommentare?|(?:schreibe|verfasse) einen kommentar|kommentar (?:schreiben|hinterlassen|verfassen)
about the (?:authors?|writer)|comments?|leave a (?:comment|reply)|post a comment|join the (?:conversation|discussion)
à propos de l['’]auteure?|commentaires?|laisser un commentaire|réagir
sobre (?:el autor|la autora|los autores)|comentarios?|dejar? un comentario
(?:sull['’]|l['’])autore|informazioni sull['’]autore|commenti|lascia un commento
sobre (?:o autor|a autora|os autores)|comentários?|deixe (?:um|o seu) comentário
over de auteurs?|reacties|reageer|geef een reactie
om (?:författaren|forfatteren)|kommentarer|kommentera|skriv en kommentar
o autorze|o autorce|komentarze|dodaj komentarz|об авторе|комментарии|про автора|коментарі|o autorovi|komentáře
yazar hakkında|yorumlar|yorum yap|kirjoittajasta|kommentit|a szerzőről|hozzászólások|despre autor|comentarii
关于作者|作者简介|评论|著者(?:について|プロフィール)|コメント|댓글|نبذة عن الكاتب|التعليقات
`);

/** Lines that introduce links to other articles, within the text or below it. */
const RELATIONS = words(`
(?:ähnliche|weitere|verwandte) (?:artikel|beiträge|themen)|das könnte (?:sie|dich|euch)(?: auch)? interessieren|mehr zum thema|meistgelesen|auch interessant|(?:lesen sie|lies) auch|empfehlungen der redaktion
related (?:articles?|stories|posts|topics|news|content|coverage)|more (?:stories|on this story|from this author|like this)|you (?:may|might) also like|recommended for you|most (?:read|popular)|read next|share this(?: article| story| post)?|see also|also read|read also|read more|editor['’]s picks?|trending(?: now)?
(?:articles|sujets) (?:liés|similaires|associés)|(?:à lire|lire|à voir) (?:aussi|également)|sur le même (?:sujet|thème)|les plus lus|partager(?: cet article)?
(?:artículos|noticias|temas) relacionad[oa]s|lo más leído|(?:también )?te puede interesar|compartir(?: este artículo)?|le[ae] también
articoli correlati|potrebbe(?:ro)? interessarti(?: anche)?|i più letti|condividi(?: questo articolo)?|leggi anche|vedi anche
(?:artigos|notícias|matérias) relacionad[oa]s|mais lid[oa]s|compartilhe|partilhar|(?:leia|veja) também|leia mais
(?:gerelateerde|verwante) (?:artikelen|berichten)|meest gelezen|lees ook|lees verder|lees meer|deel dit artikel
(?:relaterade|relaterede|relaterte) (?:artiklar|artikler)|läs (?:också|mer)|læs (?:også|mere)|les (?:også|mer)|mest (?:lästa|læste|leste)|dela artikeln
(?:powiązane|podobne) artykuły|(?:prze)?czytaj także|zobacz (?:też|także)|похожие|(?:читайте|смотрите) также|související články
ilgili haberler|ayrıca okuyun|lue myös|kapcsolódó cikkek|articole similare
相关(?:文章|阅读|新闻)|関連(?:記事|ニュース)|あわせて読みたい|관련 기사|مقالات ذات صلة|اقرأ أيضا
`);

/** Lines that introduce an advertisement. */
const ADVERTS = words(`
anzeigen?|werbung|advertorial|gesponsert|(?:unser |jetzt )?newsletter(?: abonnieren)?|empfohlener (?:redaktioneller inhalt|externer inhalt)|(?:neue |aktuelle )?(?:stellenangebote|stellenanzeigen|jobs)
advertis(?:e)?ments?|ads?|sponsored(?: content)?|promoted|(?:our )?newsletters?|sign up for our newsletter|subscribe(?: now)?|job (?:offers|listings)|latest jobs
publicité|annonces?|contenu sponsorisé|notre newsletter|s['’]abonner|offres d['’]emploi
publicidad|anuncios?|patrocinado|suscríbete|boletín|ofertas de empleo
pubblicità|annuncio|sponsorizzato|iscriviti alla newsletter|offerte di lavoro
publicidade|anúncio|assine|ofertas de emprego
advertentie|reclame|gesponsord|nieuwsbrief|vacatures
annons|annonse|reklame?|nyhetsbrev|nyhedsbrev|lediga jobb|ledige stillinger
reklama|ogłoszenie|реклама|подпишитесь|inzerce|mainos|uutiskirje|hirdetés|hírlevél|publicitate
ilan|bülten|广告|推广|广告位|広告|광고|إعلان|اعلان|النشرة البريدية
`);

/** Words that begin a picture credit, before a colon or a dash, and ©. */
const CREDITS =
	"(?:fotos?|bild(?:er)?|titelbild|quelle bild|bildquelle|bildnachweis|photos?|pictures?|images?|photograph|image credit|photo credit|photo by|foto de|crédits?(?: photo)?|imagen|imagem|immagine|foto's|beeld|kuva|zdjęcie|fot\\.|фото|zdroj|fotoğraf|图片|图|写真|사진|الصورة|صورة)";
const BANKS =
	"(?:unsplash|pixabay|pexels|shutterstock|istock(?:photo)?|getty ?images|adobe ?stock|imago|dpa|afp|reuters|ap|epa|ansa|efe|picture alliance|wikimedia(?: commons)?|flickr|alamy|depositphotos|freepik)";

/**
 * Words that occur in the names of a web page's sections and buttons. A line that contains only such words is
 * navigation.
 */
export const PAGE_WORDS: ReadonlySet<string> = new Set(
	`home start startseite menü menu suche suchen anmelden login abo abonnieren teilen drucken merken politik wirtschaft kultur sport
	technologie technik wissen wissenschaft panorama lokales regional reise gesundheit meinung gesellschaft digital video videos audio
	podcast podcasts news nachrichten search subscribe share print save follow skip content politics business world uk us europe science
	technology tech culture opinion health travel lifestyle entertainment arts society climate environment local latest live more
	accueil politique économie monde culture sports sciences technologies société opinions vidéos partager connexion inicio política
	economía mundo cultura deportes ciencia tecnología sociedad opinión salud compartir prima pagina politica economia esteri cronaca
	cultura scienza tecnologia società salute início esportes desporto ciência tecnologia sociedade saúde opinião voorpagina economie
	buitenland binnenland wetenschap techniek cultuur hem nyheter ekonomi kultur vetenskap teknik forside økonomi videnskab polityka
	gospodarka świat kultura nauka technologia новости политика экономика общество культура спорт facebook twitter x whatsapp linkedin
	instagram telegram reddit pinterest email e-mail mail link copy rss 首页 新闻 国际 体育 科技 文化 ホーム ニュース 政治 経済 社会 スポーツ`.split(
		/\s+/,
	),
);

/** Labels that begin a line of keywords, before a colon. */
const TOPICS =
	"(?:tags?|schlagw(?:ort|orte|örter)|stichw(?:ort|orte|örter)|themen|key ?words|topics|filed under|mots[- ]clés|thèmes|etiquetas|palabras clave|temas|parole chiave|argomenti|palavras-chave|trefwoorden|onderwerpen|nyckelord|ämnen|nøkkelord|emneord|emner|tagi|słowa kluczowe|теги|ключевые слова|etiketler|asiasanat|avainsanat|címkék|etichete|štítky|标签|关键词|キーワード|タグ|태그|الوسوم|كلمات مفتاحية)";

const trailing = "\\s*(?:\\(\\d+\\)|\\d+)?\\s*[:：…>»›→↓]*";
const whole = (markers: string) => new RegExp(`^[-–—•*\\s]*(?:\\d+ )?(?:${markers})${trailing}[-–—*\\s]*$`, "iu");
export const END = whole(ENDS);
export const RELATED = whole(RELATIONS);
export const ADVERT = whole(ADVERTS);
/** Matches a one-line link to another article. */
export const RELATED_LINE = new RegExp(`^(?:${RELATIONS}|${ADVERTS})\\s?[:：]\\s*\\S`, "iu");
export const ABOUT_AUTHOR =
	/aut(?:h)?or|auteur|författaren|forfatteren|autorin|verfasser|writer|автор|作者|著者|الكاتب/iu;
export const CREDIT = new RegExp(
	`^${CREDITS}\\s?[:：©/]|[(]?©|(?:^|[\\s(])${CREDITS}\\s?[:：]\\s*[^:：]{2,60}$|(?:^|[\\s(/|])${BANKS}(?:\\.com)?\\s?[/|)]|[/|]\\s?${BANKS}\\b`,
	"iu",
);
export const TOPICS_LABEL = new RegExp(`^${TOPICS}\\s?[:：]\\s*`, "iu");
export const READING_TIME =
	/^(?:\S+ ){0,3}\d{1,2}[- ]?(?:min\.?|mins|minutes?|minuten|minuti|minutos|minuter|minutter|минут\p{L}*|dakika|分钟|分)(?: \S+){0,3}$|^(?:lesezeit|reading time|temps de lecture|tiempo de lectura|leestijd|lästid|czas czytania)/iu;
/** Matches standard text that a web page shows to every reader. */
export const BOILERPLATE = /\bcookies?\b|\bjava ?script\b|\bad ?blocker\b|\bwerbeblocker\b/iu;
