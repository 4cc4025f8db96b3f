"""How long a page is, from its HTML alone."""

from publishing.public import printed

PAGE = """<body><header>Not counted</header><main><h1>Sciatica</h1>
<p>Two words <sup class="citation"><a href="#source-1">1</a></sup></p><p class="hidden-words">For the ear</p>
<section class="care-card"><h3>Call 911</h3><ul><li>You fall</li></ul></section>
<details><summary>More</summary><p>Three words inside</p>
<figure class="number"><svg><text>9</text></svg></figure></details>
<section class="sources"><details><summary>Sources</summary><ol><li>One</li><li>Two</li></ol></details></section>
</main><footer>Neither</footer></body>"""


def test_words_are_those_that_a_reader_sees():
    found = printed.measure(PAGE)
    assert (found.words, found.words_open) == (8, 11)


def test_what_a_page_has_is_counted_also_where_it_is_folded():
    found = printed.measure(PAGE)
    assert (found.sources, found.numbers, found.cards, found.drawings) == (2, 1, 1, 0)


def test_a_longer_page_has_more_screens():
    longer = PAGE.replace("Two words", "Two words " + "and more " * 200)
    assert printed.measure(longer).screens > printed.measure(PAGE).screens + 1
