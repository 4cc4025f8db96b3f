"""Whatever is typed, nothing of it acts (design decision 8): the result is parsed and searched for what could."""

import dataclasses
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.text.binding import Binder, Picture, Values, Word, Words
from publishing.text.prose import Renderer
from tests.publishing.text.prose.harmless import harm
from tests.publishing.text.prose.samples import KNOWN, SNIPPETS, TERMS, VALUES, explaining, inline, sharing, shown

SCRIPT = "<script>alert(1)</script>"
LINKS = [
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#0000106avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java script:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](DATA:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](feed:javascript:alert(1))",
    "[x](view-source:javascript:alert(1))",
    "[x](blob:https://who.int/1)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](https:evil.example)",
    '[x](../conditions/sciatica.md#x"onclick=alert(1))',
    '[x](https://who.int "a" onclick="alert(1))")',
    "[x](https://who.int 'a\" onclick=\"alert(1)')",
    '[x](https://who.int/"onmouseover="alert(1))',
    "[x](https://who.int/`onclick=alert(1)`)",
    "[x](https://who.int/><script>alert(1)</script>)",
    '[x](mailto:a@who.int"onclick="alert(1))',
    "[x](tel:1&quot;onclick=alert(1))",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '[x]\n\n[x]: javascript:alert(1) "t"',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '<a@who.int"onclick=alert(1)>',
    "[[[[x](javascript:alert(1))](#a)](#b)](#c)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "[x](javascript:alert(1)){: onclick=alert(1) }",
]
PICTURES = [
    "![x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "![x](//evil.example/x.png)",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x" onerror="alert(1)](../drawings/spine.svg)',
    "![x](../drawings/spine.svg \"x' onerror='alert(1)\")",
    "![x](../drawings/spine.svg '<script>alert(1)</script>')",
    "![<script>alert(1)</script>](../drawings/spine.svg)",
    "![&lt;script&gt;](../drawings/spine.svg '&lt;script&gt;alert(1)&lt;/script&gt;')",
    '![x](../drawings/spine.svg?x="onerror=alert(1))',
    "![x](../images/../../../evil.svg)",
    "![x][1]\n\n[1]: javascript:alert(1)",
]
RAW_HTML = [
    SCRIPT,
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<svg><animate href=#x attributeName=href values=javascript:alert(1) /><a id=x>y</a></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<style>@import '//evil.example';</style>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<base href=javascript:/><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<!--><script>alert(1)</script-->",
    "<!-- x --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html [<!ENTITY x 'y'>]>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src='x' onerror='alert(1)'//",
    "<div\nonclick=alert(1)>\n\nx\n\n</div>",
    "<div markdown=1 onclick=alert(1)>*x*</div>",
    "<p/onclick=alert(1)>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
]
CONSTRUCTS = [
    "# x {: onclick=alert(1) }",
    "### x {: onclick=alert(1) }",
    "### x {#a onclick=alert(1)}",
    '### x {#a"onclick="alert(1)}',
    "### <img src=x onerror=alert(1)>",
    "### [x](javascript:alert(1))",
    "x\n{: onclick='alert(1)' style='x' }",
    "*x*{: onclick=alert(1) }",
    "``` { onclick=alert(1) style=x }\nx\n```",
    "~~~ {.x onclick=alert(1)}\nx\n~~~",
    '```x" onclick="alert(1)\nx\n```',
    "| <img src=x onerror=alert(1)> |\n| --- |\n| [x](javascript:alert(1)) |",
    "| x {: onclick=alert(1) } |\n|:-:|\n| y {: style=x } |",
    "- x\n{: onclick=alert(1) }",
    "> <script>alert(1)</script>",
    "1. <script>\n2. alert(1)\n3. </script>",
    f"/// emergency | {SCRIPT}\nx\n///",
    "/// emergency | [x](javascript:alert(1))\nx\n///",
    '/// emergency | x" onclick="alert(1)\nx\n///',
    "/// emergency\n    attrs: {onclick: 'alert(1)', style: x, id: '\"><script>'}\n\nx\n///",
    f"/// details | {SCRIPT}\nx\n///",
    "/// details | ![x](javascript:alert(1))\nx\n///",
    "/// details | x\n    open: true\n    attrs: {ontoggle: 'alert(1)'}\n\nx\n///",
    "/// html | script\nalert(1)\n///",
    "/// html | img[src=x onerror=alert(1)]\n///",
    '/// admonition | x\n    type: "x onclick=alert(1)"\n///',
    f"/// snippet | {SCRIPT}\n///",
    '/// snippet | warning" onclick="alert(1)\n///',
    "/// emergency\n<script>alert(1)",
    "/// details | <details ontoggle=alert(1)>",
    '[@koes2007"onclick=alert(1)]',
    "[@<script>alert(1)</script>]",
    "[@koes2007; @javascript:alert(1)]",
    "\x02wzxhzdk:0\x03",
    "\x02klzzwxh:0000\x03" * 3,
    "*\x02klzzwxh:0000\x03*",
    "\x0260\x03script\x0262\x03alert(1)",
    "\x02amp\x03lt;script\x02amp\x03gt;",
    "[x](\x02106\x03avascript:alert(1))",
    "{clinic_name\x02}<script>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    '[TOC]\n\n[[x]]\n\n--8<-- "/etc/passwd"',
    "title: <script>alert(1)</script>\n\nx",
    "\ufeff<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "\ue000shostile\ue001",
    "&#57344;shostile&#57345;",
    "![x &#xE000;shostile&#xE001;](../drawings/spine.svg)",
    "![x\n/// snippet | hostile\n///\ny](../drawings/spine.svg)",
    "![x](../drawings/spine.svg 'y\n/// snippet | hostile\n///\nz')",
    "[x](https://who.int/&#57344;shostile&#57345;)",
    "[x\n/// snippet | hostile\n///\ny](../conditions/sciatica.md)",
    "![x {clinic_name}](../drawings/spine.svg '{clinic_name}')",
    "[x](tel:{clinic_phone}) [disc](tel:{clinic_name})",
    "[disc](../conditions/hostile.md) [disc](../articles/hostile.md#x)",
    "![disc](../drawings/hostile.svg 'disc')",
    "![disc](../images/hostile.jpg)",
    "Disc &amp;disc &#disc; disc\"disc'disc",
    "/// snippet | hostile\n///",
    "/// ask\nx\n\n/// snippet | hostile\n///\n\ny\n///",
]
BREAKING = '"\' onerror="alert(1)" ><script>alert(1)</script><svg/onload=alert(1)> & &lt;script&gt; javascript:alert(1)'
#: Every value is hostile at once.
HOSTILE = Values(
    addresses={"conditions/sciatica": f'/x"onclick="alert(1){BREAKING}', "conditions/hostile": "javascript:alert(1)"}
    | {"articles/hostile": '/x"onclick="alert(1)'},
    tokens={"clinic_name": BREAKING, "clinic_phone": f"5 {BREAKING}", "emergency_number": f"{BREAKING}\ue000tx\ue001"},
    shared=sharing({"hostile": f'" onerror="alert(1)\n\n{BREAKING}', "warning": BREAKING, "outer": BREAKING}),
    sources=VALUES.sources,
    pictures={
        "drawings/spine.svg": Picture('/x"onerror="alert(1)', 1, 1, (('x" onclick="alert(1)', '/a"onerror="x 1w'),)),
        "drawings/hostile.svg": Picture("javascript:alert(1)", 1, 1),
        "images/hostile.jpg": Picture("/a.jpg", 1, 1, (("image/avif", "/a.avif 1w, //evil.example/x 2w"),)),
    },
    words=Words((Word('x" onclick="alert(1)', ("disc", "x"), BREAKING),)),
)


@pytest.mark.parametrize("source", [*LINKS, *PICTURES, *RAW_HTML, *CONSTRUCTS])
def test_no_hostile_text_becomes_harmful_html(source):
    for values in (KNOWN, HOSTILE):
        assert harm(shown(source, values)) == []
        assert harm(inline(source, values)) == []
        assert harm(shown(f"/// details | {source.splitlines()[0]}\n{source}\n\n- {source}\n///", values)) == []


@pytest.mark.parametrize("source", [source for source in RAW_HTML if source[0] == "<" and "\n" not in source])
def test_raw_html_is_printed_as_the_text_that_it_is(source):
    printed = inline(source.replace("*", "").replace("_", ""))
    assert "<" not in printed
    assert unescape(printed) == unescape(source.replace("*", "").replace("_", ""))


@pytest.mark.parametrize(
    "html",
    [
        *(SCRIPT, "<svg></svg>", "<p onclick=x>", "<p style=x>", "<a href=javascript:x>", "<a href=//x>", "<!-- x -->"),
        *(
            "<a href='/\\x'>",
            "<a href=x>",
            "<img src=https://x>",
            "<img srcset='/a 1w, //b 2w'>",
            "<button formaction=/x>",
        ),
        *("<a xlink:href=javascript:x>", "<use:x>", "<?x?>", "<p title='javascript:x'>"),
    ],
)
def test_the_search_itself_sees_harm(html):
    assert harm(html) != []


@pytest.mark.parametrize("hostile", [SCRIPT, "</span><svg onload=alert(1)>", '" onclick="alert(1)', "&lt;script&gt;"])
def test_a_hostile_glossary_is_harmless(hostile):
    known = explaining(Word(hostile, ("disc", hostile), hostile))
    for source in ("A disc", hostile, f"a {hostile} disc", "| x |\n| - |\n| disc |"):
        assert harm(shown(source, known)) == []


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//evil.example/", "/\\evil.example/", '/x"onclick="alert(1)', "data:text/html,x"],
)
def test_a_hostile_address_of_a_page_is_harmless(address):
    known = dataclasses.replace(VALUES, addresses={"conditions/sciatica": address})
    assert harm(shown("[x](../conditions/sciatica.md) [y](../conditions/sciatica.md#z)", known)) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://evil.example/x",
        "//evil.example/x",
        '/x"onerror="alert(1)',
        "data:image/svg+xml,x",
    ],
)
def test_a_hostile_picture_is_harmless(url):
    picture = Picture(url, 1, 1, (("image/avif", f"/a.avif 1w, {url} 2w"), (f'x" onclick="{url}', f"{url} 1w")))
    known = dataclasses.replace(VALUES, pictures={"drawings/spine.svg": picture})
    assert harm(shown("![x](../drawings/spine.svg)", known)) == []
    assert harm(Binder(known).html(Renderer().picture("drawings/spine.svg", '" onerror="alert(1)'))) == []


@pytest.mark.parametrize("source", [SCRIPT, '"onclick="alert(1)', "javascript:alert(1)"])
def test_a_hostile_source_id_is_harmless(source):
    known = dataclasses.replace(VALUES, sources=frozenset({source}))
    assert harm(Binder(known).html(Renderer().cite([source]))) == []
    assert harm(shown(f"x [@{source}]", known)) == []


def test_a_hostile_snippet_is_harmless():
    known = dataclasses.replace(VALUES, shared=sharing({"a": "\n\n".join(RAW_HTML), "b": "\n".join(LINKS)}))
    assert harm(shown("/// snippet | a\n///\n\n/// snippet | b\n///", known)) == []


FRAGMENTS = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "`",
            "```",
            "~",
            "[",
            "]",
            "(",
            ")",
            "](",
            "![",
            "<",
            ">",
            "&",
            ";",
            '"',
            "'",
            "\\",
            "|",
            "#",
        ),
        *(
            "\n",
            "\n\n",
            " ",
            "  \n",
            "    ",
            "\t",
            "- ",
            "1. ",
            "> ",
            "### ",
            "---\n",
            "| a |\n| --- |\n| ",
            "{: ",
            "}",
        ),
        *(
            "\x02",
            "\x03",
            "\x02klzzwxh:0000\x03",
            "\x02wzxhzdk:0\x03",
            "\x0260\x03",
            "&#106;",
            "&lt;",
            "&#x3c;",
            "&#57344;",
            "\ue000swarning\ue001",
            "/// snippet | warning\n///\n",
            "&colon;",
        ),
        *(
            "javascript:",
            "data:text/html,",
            "https://who.int/",
            "//evil.example",
            "../conditions/sciatica.md",
            "mailto:a@b",
        ),
        *("../drawings/spine.svg", "[@koes2007]", "[@none]", "{clinic_name}", "{#a}", "disc", "MRI"),
        *(
            "/// emergency\n",
            "/// details | x\n",
            "/// do\n",
            "\n///\n",
            "/// snippet | outer\n///\n",
            "    attrs: {onclick: x}\n",
        ),
        *("<script>", "</script>", "<svg>", "<math>", "<style>", "</style>", "<!--", "-->", "<![CDATA[", "<template>"),
        *(
            " onclick=alert(1) ",
            ' onerror="alert(1)" ',
            " style=x ",
            "alert(1)",
            "<img src=x",
            "<a href=",
            "<p title=",
            "x",
        ),
    ]
)
NASTY = st.lists(FRAGMENTS | st.text(max_size=3), max_size=25).map("".join)


@settings(max_examples=120, deadline=None)
@given(body=NASTY, name=NASTY)
def test_nothing_made_of_nasty_pieces_is_harmful(body, name):
    shared = sharing({**SNIPPETS, "warning": body})
    known = dataclasses.replace(VALUES, words=Words(TERMS), tokens={"clinic_name": name}, shared=shared)
    for values in (known, HOSTILE):
        assert harm(shown(body, values)) == []
        assert harm(inline(body, values)) == []
