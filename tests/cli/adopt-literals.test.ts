import { expect, test } from "vitest";
import { CALLED, CALLS, readJavaScript } from "../../src/cli/adopt/javascript-literals.ts";
import { readPython } from "../../src/cli/adopt/python-literals.ts";

function javaScript(text: string, isJsx = false): Record<string, unknown> {
	const read = readJavaScript(text, isJsx);
	if ("message" in read) throw new Error(read.message);
	return read.data;
}

test.each<[what: string, text: string, data: Record<string, unknown>]>([
	[
		"an object",
		"export default { a: 'x', 'b-c': 2, d: [true, null], ['e']: 1, [f]: 2, g() { return 1 } }",
		{ a: "x", "b-c": 2, d: [true, null], e: 1, g: 1 },
	],
	["CommonJS", "'use strict';\nmodule.exports = { a: 'x' };\nexports.b = { c: 'y' };", { a: "x", b: { c: "y" } }],
	["a helper and a type", "export default defineConfig({ a: 'x' } satisfies Config) as any", { a: "x" }],
	[
		"constants",
		"const c: Config = { a: host + '/b', d: `$" + "{host}/e` };\nconst host = 'https://x.example';\nexport default c;",
		{ a: "https://x.example/b", d: "https://x.example/e" },
	],
	[
		"a fallback for an environment variable",
		"export default { a: process.env.A || 'x', b: process.env.B ?? 'y', c: d && 'z' }",
		{ a: "x", b: "y" },
	],
	[
		"a spread object",
		"const base = { a: 'x', b: 'y' };\nexport default { ...base, b: 'z', ...unknown() }",
		{ a: "x", b: "z" },
	],
	[
		"a function",
		"module.exports = function (config) { const dir = 'src'; return { dir: { input: dir } } }",
		{ dir: { input: "src" } },
	],
	["an asynchronous arrow function", "export default async () => ({ a: await 'x' })", { a: "x" }],
	[
		"values that are not literals",
		"export default { a: compute(), b: 'x'.trim(), c: a.b, d: 1 + 1, e: cond ? 'x' : 'y', f: /x/ }",
		{},
	],
	["no exports", "console.log('x');", {}],
])("JavaScript: %s", (_, text, data) => {
	const { [CALLED]: __, ...read } = javaScript(text);
	expect(JSON.parse(JSON.stringify(read))).toEqual(data);
});

test("JavaScript: reads the options passed to named functions and the arguments of methods", () => {
	const text =
		"export default function (config) { config.addPlugin(rss, { path: '/a.xml' }); return { list: [starlight({ title: 'S' })] } }";
	expect(javaScript(text)).toMatchObject({
		list: [{ title: "S", [CALLED]: "starlight" }],
		[CALLS]: { addPlugin: [[undefined, { path: "/a.xml" }]] },
	});
});

test("JavaScript: never runs the code", () => {
	const text = "globalThis.wasRun = true;\nexport default { a: (() => { globalThis.wasRun = true; return 'x' })() }";
	expect(javaScript(text)).toEqual({});
	expect(globalThis).not.toHaveProperty("wasRun");
});

test("JavaScript: reads constants once, even if they refer to themselves or expand exponentially", () => {
	const doubled = Array.from({ length: 60 }, (_, index) => `const c${index + 1} = [c${index}, c${index}, c${index}];`);
	const text = ["const c0 = { a: c60, b: c0 };", ...doubled, "export default { site: 'x', c60 };"].join("\n");
	expect(javaScript(text)["site"]).toBe("x");
});

test("JavaScript: returns the line of each value", () => {
	const read = readJavaScript(
		"const a = {\n  b: 'x',\n};\nexport default {\n  a,\n  ...a,\n  c: [{\n    d: 1 }],\n};\n",
		false,
	);
	if ("message" in read) throw new Error(read.message);
	expect([["a", "b"], ["b"], ["c", 0, "d"], ["e"]].map((keys) => read.lineOf(keys))).toEqual([2, 2, 8, null]);
});

test("JavaScript: returns the lines of values in an object that a function returns", () => {
	const read = readJavaScript("module.exports = (config) => {\n  config.x('y');\n  return {\n    b: 1 };\n};\n", false);
	if ("message" in read) throw new Error(read.message);
	expect(read.lineOf(["b"])).toBe(4);
});

test.each([
	["export default {\n  a: 'x' 'y'\n}", 2],
	["export default {\n\n", 3],
	["[".repeat(100_000), 1],
])("JavaScript that cannot be parsed causes an error with the line number: %#", (text, line) => {
	expect(readJavaScript(text, false)).toMatchObject({ line, message: expect.stringMatching(/^This cannot be read: /) });
});

test.each<[what: string, text: string, data: Record<string, unknown>]>([
	[
		"strings",
		"A = 'it\\'s'\nB = u\"x\" # no\nC = r'\\d'\nD = '''a\nb'''\nE = 'a' 'b'",
		{ A: "it's", B: "x", C: "\\d", D: "a\nb", E: "ab" },
	],
	[
		"numbers and keywords",
		"A = 10\nB = True\nC = None\nD: bool = False\nE = -1.5",
		{ A: 10, B: true, C: null, D: false, E: -1.5 },
	],
	[
		"lists, tuples and dicts",
		"A = [1, 'b',\n  ('c', 2),]\nB = ('x')\nC = ('x',)\nD = {'a': {'b': 1}, 2: 3}",
		{ A: [1, "b", ["c", 2]], B: "x", C: ["x"], D: { a: { b: 1 } } },
	],
	["names assigned earlier", "A = 'x'\nB = A\nC = [A, D]\nA = 'y'", { A: "y", B: "x", C: ["x", null] }],
	[
		"values that are not literals",
		"A = f'{b}'\nB = os.environ['X']\nC = 'a' + b\nD = 'a' % b\nE = 'a'.join(b)\nF == 'x'\n  G = 'x'",
		{},
	],
	["an unclosed list", "A = ['x', ", { A: ["x"] }],
])("Python: %s", (_, text, data) => {
	expect(JSON.parse(JSON.stringify(readPython(text).data))).toEqual(data);
});

test("Python: returns the line of each value", () => {
	const { lineOf } = readPython("A = 1\n\nB = [\n 2]\nA = 3\n");
	expect([["A"], ["B"], ["C"]].map((keys) => lineOf(keys))).toEqual([5, 3, null]);
});
