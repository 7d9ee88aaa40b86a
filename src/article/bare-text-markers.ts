/**
 * What stands around articles on news pages, in the languages of most of them. A line a language: German, English,
 * French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish and Russian, Turkish, Asian and Arabic.
 */
const words = (text: string) =>
	text
		.trim()
		.split(/\s*\n\s*/)
		.join("|");

/** Whole lines after which nothing belongs to the article. */
const ENDS = words(`
über (?:den autor|die autorin|die autoren|den verfasser)|zu[mr] autor(?:in)?|kommentieren|kommentare?|(?:schreibe|verfasse) einen kommentar|kommentar (?:schreiben|hinterlassen|verfassen)|(?:ähnliche|weitere|verwandte) (?:artikel|beiträge|themen)|das könnte (?:sie|dich|euch) auch interessieren|mehr zum thema|meistgelesen
about the (?:authors?|writer)|comments?|leave a (?:comment|reply)|post a comment|join the (?:conversation|discussion)|related (?:articles?|stories|posts|topics|news|content|coverage)|more (?:stories|on this story|from this author)|you (?:may|might) also like|recommended for you|most (?:read|popular)|read next|share this(?: article| story| post)?
à propos de l['’]auteure?|commentaires?|laisser un commentaire|réagir|(?:articles|sujets) (?:liés|similaires|associés)|à lire (?:aussi|également)|sur le même (?:sujet|thème)|les plus lus|partager(?: cet article)?
sobre (?:el autor|la autora|los autores)|comentarios?|deja(?:r)? un comentario|(?:artículos|noticias|temas) relacionad[oa]s|lo más leído|también te puede interesar|compartir(?: este artículo)?
(?:sull['’]|l['’])autore|informazioni sull['’]autore|commenti|lascia un commento|articoli correlati|potrebbe(?:ro)? interessarti(?: anche)?|i più letti|condividi(?: questo articolo)?
sobre (?:o autor|a autora|os autores)|comentários?|deixe (?:um|o seu) comentário|(?:artigos|notícias|matérias) relacionad[oa]s|mais lid[oa]s|compartilhe|partilhar
over de auteurs?|reacties|reageer|geef een reactie|(?:gerelateerde|verwante) (?:artikelen|berichten)|meest gelezen|lees ook|deel dit artikel
om (?:författaren|forfatteren)|kommentarer|kommentera|skriv en kommentar|(?:relaterade|relaterede|relaterte) (?:artiklar|artikler)|läs också|læs også|les også|mest (?:lästa|læste|leste)|dela artikeln
o autorze|o autorce|komentarze|dodaj komentarz|(?:powiązane|podobne) artykuły|czytaj także|об авторе|комментарии|(?:похожие|читайте также)|про автора|коментарі|o autorovi|komentáře|související články
yazar hakkında|yorumlar|yorum yap|ilgili haberler|kirjoittajasta|kommentit|lue myös|a szerzőről|hozzászólások|kapcsolódó cikkek|despre autor|comentarii|articole similare
关于作者|作者简介|评论|相关(?:文章|阅读|新闻)|著者(?:について|プロフィール)|コメント|関連(?:記事|ニュース)|댓글|관련 기사|نبذة عن الكاتب|التعليقات|مقالات ذات صلة|اقرأ أيضا
`);

/** Whole lines that begin something foreign amid an article, which ends where its text goes on; or that line alone where more follows after a colon. */
const ASIDES = words(`
anzeigen?|werbung|advertorial|gesponsert|(?:unser |jetzt )?newsletter(?: abonnieren)?|auch interessant|das könnte (?:sie|dich) interessieren|lesen sie auch|lies auch|mehr dazu|empfehlungen der redaktion|empfohlener (?:redaktioneller inhalt|externer inhalt)|(?:neue |aktuelle )?(?:stellenangebote|stellenanzeigen|jobs)
advertis(?:e)?ments?|ads?|sponsored(?: content)?|promoted|(?:our )?newsletters?|sign up for our newsletter|subscribe(?: now)?|see also|also read|read also|read more|watch|listen|more like this|editor['’]s picks?|trending(?: now)?|job (?:offers|listings)|latest jobs
publicité|annonces?|contenu sponsorisé|notre newsletter|s['’]abonner|lire aussi|à voir aussi|offres d['’]emploi
publicidad|anuncios?|patrocinado|suscríbete|boletín|lea también|lee también|te puede interesar|ofertas de empleo
pubblicità|annuncio|sponsorizzato|iscriviti alla newsletter|leggi anche|vedi anche|offerte di lavoro
publicidade|anúncio|patrocinado|assine|leia também|leia mais|veja também|ofertas de emprego
advertentie|reclame|gesponsord|nieuwsbrief|lees verder|lees meer|vacatures
annons|annonce|annonse|reklam|reklame|nyhetsbrev|nyhedsbrev|läs mer|læs mere|les mer|lediga jobb|ledige stillinger
reklama|ogłoszenie|zobacz (?:też|także)|przeczytaj także|реклама|подпишитесь|смотрите также|inzerce|mainos|uutiskirje|hirdetés|hírlevél|publicitate
reklam|ilan|bülten|ayrıca okuyun|广告|推广|广告位|広告|あわせて読みたい|광고|إعلان|اعلان|النشرة البريدية
`);

/** What a line begins with that says whose the picture is, before a colon, a stroke or ©. */
const CREDITS =
	"(?:fotos?|bild(?:er)?|titelbild|quelle bild|bildquelle|bildnachweis|photos?|pictures?|images?|photograph|image credit|photo credit|photo by|foto de|crédits?(?: photo)?|imagen|imagem|immagine|foto's|beeld|kuva|zdjęcie|fot\\.|фото|zdroj|fotoğraf|图片|图|写真|사진|الصورة|صورة)";
const BANKS =
	"(?:unsplash|pixabay|pexels|shutterstock|istock(?:photo)?|getty ?images|adobe ?stock|imago|dpa|afp|reuters|ap|epa|ansa|efe|picture alliance|wikimedia(?: commons)?|flickr|alamy|depositphotos|freepik)";

/** The sections and buttons of a page: a line of nothing else is navigation. */
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

/** Words that a line of key words may begin with, before a colon. */
const TOPICS =
	"(?:tags?|schlagw(?:ort|orte|örter)|stichw(?:ort|orte|örter)|themen|key ?words|topics|filed under|mots[- ]clés|thèmes|etiquetas|palabras clave|temas|parole chiave|argomenti|palavras-chave|trefwoorden|onderwerpen|nyckelord|ämnen|nøkkelord|emneord|emner|tagi|słowa kluczowe|теги|ключевые слова|etiketler|asiasanat|avainsanat|címkék|etichete|štítky|标签|关键词|キーワード|タグ|태그|الوسوم|كلمات مفتاحية)";

const trailing = "\\s*(?:\\(\\d+\\)|\\d+)?\\s*[:：…>»›→↓]*";
export const END = new RegExp(`^(?:\\d+ )?(?:${ENDS})${trailing}$`, "iu");
export const ASIDE = new RegExp(`^[-–—•*\\s]*(?:${ASIDES})${trailing}[-–—*\\s]*$`, "iu");
export const ASIDE_LINE = new RegExp(`^(?:${ASIDES}|${ENDS})\\s?[:：]\\s*\\S`, "iu");
export const ABOUT_AUTHOR =
	/aut(?:h)?or|auteur|författaren|forfatteren|autorin|verfasser|writer|автор|作者|著者|الكاتب/iu;
export const CREDIT = new RegExp(
	`^${CREDITS}\\s?[:：©/]|[(]?©|(?:^|[\\s(])${CREDITS}\\s?[:：]\\s*[^:：]{2,60}$|(?:^|[\\s(/|])${BANKS}(?:\\.com)?\\s?[/|)]|[/|]\\s?${BANKS}\\b`,
	"iu",
);
export const TOPICS_LABEL = new RegExp(`^${TOPICS}\\s?[:：]\\s*`, "iu");
export const READING_TIME =
	/^(?:\S+ ){0,3}\d{1,2}[- ]?(?:min\.?|mins|minutes?|minuten|minuti|minutos|minuter|minutter|минут\p{L}*|dakika|分钟|分)(?: \S+){0,3}$|^(?:lesezeit|reading time|temps de lecture|tiempo de lectura|leestijd|lästid|czas czytania)/iu;
/** What a page says to everybody, in whole sentences. */
export const BOILERPLATE = /\bcookies?\b|\bjava ?script\b|\bad ?blocker\b|\bwerbeblocker\b/iu;
