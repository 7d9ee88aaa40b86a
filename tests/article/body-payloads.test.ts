import { expect, test } from "vitest";
import type { Markup } from "../../src/article/body/markup.ts";
import { withPlayers } from "../../src/article/body/players.ts";
import { renderBody } from "../../src/article/body/render-body.ts";
import { expectInert } from "./inert.ts";

const LINK = "https://gazette.example/tide";
const MARKUPS: Markup[] = ["markdown", "html", "text"];

/** Disguised scripts: filter evasions from OWASP's collection, rewritten for these tests. */
const DISGUISES = [
	// Obfuscated script elements.
	"<ScRiPt>steal()</sCrIpT>",
	"<script\f>steal()</script >",
	"<script/x>steal()</script>",
	"<<script>steal();//<</script>",
	"<script>steal()",
	"<scr\u0000ipt>steal()</scr\u0000ipt>",
	"<script type=module src=data:text/javascript,steal()></script>",
	"</title><script>steal()</script>",
	"</textarea><script>steal()</script>",
	'<!--<img src="--><img src=x onerror=steal()//">',
	'<! foo="><script>steal()</script>">',
	'<? foo="><script>steal()</script>">',
	'</ foo="><script>steal()</script>">',
	"<%<!--'%><script>steal();</script -->",
	// Event handlers, with everything that may occur between an attribute's name and its value.
	"<img src=x onerror\n=\nsteal()>",
	"<img src=x onerror\t=steal()>",
	"<img src=x\u000Conerror=steal()>",
	"<img src='x'onerror='steal()'>",
	"<img src=x:x onerror=`steal()`>",
	'<img """><script>steal()</script>">',
	'<img src=# onmouseover="steal()" alt=x>',
	"<b onpointerenter=steal()>x</b>",
	"<p onanimationstart=steal() style=animation:x>x</p>",
	"<a onfocus=steal() autofocus tabindex=1 href=/x>x</a>",
	"<audio src onloadstart=steal()>",
	"<video poster=x onloadstart=steal() src=/1.mp4></video>",
	"<td background=javascript:steal() onclick=steal()>x",
	"<body onpageshow=steal()>x",
	"<html onclick=steal()>x",
	"<marquee onstart=steal()>x</marquee>",
	"<isindex type=image src=1 onerror=steal()>",
	"<details ontoggle=steal() open><summary onclick=steal()>x</summary></details>",
	// Script URLs.
	'<a href="jav&#x0A;ascript:steal()">x</a>',
	'<a href="jav&Tab;ascript:steal()">x</a>',
	'<a href="&#14;  javascript:steal()">x</a>',
	'<a href="&#0000106&#0000097vascript:steal()">x</a>',
	'<a href="JaVaScRiPt:steal()">x</a>',
	'<a href="javascript&#58;steal()">x</a>',
	'<a href="javascript&colon;steal()">x</a>',
	'<a href="view-source:javascript:steal()">x</a>',
	'<a href="feed:javascript:steal()">x</a>',
	'<a href="blob:https://x.example/1">x</a>',
	'<a href="https:javascript:steal()">x</a>',
	'<a href="//javascript:steal()@x.example">x</a>',
	'<a href="\u2028javascript:steal()">x</a>',
	'<img src="livescript:steal()" lowsrc=javascript:steal() dynsrc=javascript:steal() alt=x>',
	'<img data-src="javascript:steal()" alt=x>',
	'<img srcset="javascript:steal() 1x, data:image/svg+xml,x 2x" alt=x>',
	"<blockquote cite=javascript:steal()>x</blockquote>",
	"<video poster=javascript:steal() src=data:video/mp4,x></video>",
	"<amp-img src=javascript:steal() alt=x></amp-img>",
	// Frames and similar elements.
	'<iframe src="java&#115;cript:steal()" title=x></iframe>',
	"<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ title='\"><script>steal()</script>' onload=steal()></iframe>",
	"<iframe src='https://www.youtube.com/embed/aqz-KE-bpKQ\" onload=\"steal()'></iframe>",
	"<iframe src=https://www.youtube.com/embed/../redirect?q=javascript:steal()></iframe>",
	"<frameset><frame src=javascript:steal()></frameset>",
	"<object type=text/x-scriptlet data=https://x.example/x.html></object>",
	"<object><param name=movie value=javascript:steal()></object>",
	"<embed src=data:image/svg+xml;base64,PHN2Zz48L3N2Zz4= type=image/svg+xml allowscriptaccess=always>",
	"<amp-youtube data-videoid='x\" onload=\"steal()'></amp-youtube>",
	"<lite-youtube videoid='\"><script>steal()</script>'></lite-youtube>",
	// Styles and embedded documents.
	'<div style="width:expression(steal())">x</div>',
	"<style>@import'https://x.example/x.css';</style><p class=x style=behavior:url(x.htc)>x</p>",
	"<link rel=import href=https://x.example/x.html>",
	'<base href="javascript:steal()//"><a href=x>x</a>',
	"<meta http-equiv=set-cookie content=a=b>",
	"<form id=x><input name=innerHTML></form><button form=x formaction=javascript:steal()>x</button>",
	"<dialog open><p>x</p></dialog><portal src=https://x.example/></portal>",
	// Mutation: input that browsers change when they parse it again.
	'<svg></p><style><a id="</style><img src=1 onerror=steal()>">',
	"<math><annotation-xml encoding=text/html><script>steal()</script></annotation-xml></math>",
	"<svg><foreignObject><iframe onload=steal()></iframe></foreignObject></svg>",
	"<svg><a xlink:href=javascript:steal()><text>x</text></a><set attributeName=href to=javascript:steal()></svg>",
	"<noscript>&lt;img src=x onerror=steal()></noscript>",
	"<noscript><img src=x title='</noscript><script>steal()</script>'></noscript>",
	'<noembed><img src="</noembed><script>steal()</script>"></noembed>',
	"<select><template><img src=x onerror=steal()></template></select>",
	"<listing>&lt;img src=x onerror=steal()></listing><plaintext><script>steal()</script>",
	"<table><caption><svg><script>steal()</script></svg></caption><td><xmp><p title='</xmp><img src=x onerror=steal()>'>",
	'<p title="&quot;><img src=x onerror=steal()>">x</p>',
	"<a title='<!--' href=/x>x</a><b title='--><img src=x onerror=steal()>'>x</b>",
	// Attacks written in Markdown.
	"[x](<javascript:steal()>)",
	"[x](javascript&#58;steal())",
	"[x][1]\n\n[1]: data:text/html;base64,PHNjcmlwdD4= 'y\"onclick=steal()'",
	'!["onerror="steal()](x)',
	'![x](x "y\\" onerror=steal()")',
	"[^1]\n\n[^1]: <img src=x onerror=steal()>",
	'[^"><script>steal()</script>]\n\n[^"><script>steal()</script>]: x',
	"|<script>steal()</script>|\n|-|\n|<img src=x onerror=steal()>|",
	"- [ ] <img src=x onerror=steal()>",
];

test.each(DISGUISES)("%j becomes harmless", (payload) => {
	for (const markup of MARKUPS) {
		for (const body of [payload, `One\n\n${payload}\n\ntwo`, `<table role=presentation><tr><td>${payload}</table>`]) {
			const { html, excerpt } = renderBody(body, markup, LINK);
			expectInert(html);
			expectInert(withPlayers(html), true);
			expectInert(renderBody(html, "html", LINK).html);
			expect(excerpt.length).toBeLessThanOrEqual(300);
		}
	}
});
