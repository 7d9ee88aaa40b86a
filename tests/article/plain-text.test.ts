import { expect, test } from "vitest";
import { plainText } from "../../src/article/body/plain-text.ts";

test.each([
	["<p>One</p><p>two</p>", " One  two "],
	["<p><b>half</b>time<br>over</p>", " halftime over "],
	["<p>AT&amp;T &#x3C;b> &#x26;lt;</p>", " AT&T <b> &lt; "],
	['<img src="https://a.example/x.png" alt="a > b">after', " after"],
	["<a href='https://a.example/'>link</a>ed", "linked"],
])("%s has the plain text %j", (html, text) => {
	expect(plainText(html)).toBe(text);
});
