"""Puts into stored HTML what only the moment of reading can say: the one place where marks are filled.

Is given its values, so that a check of a draft, a page for a reader and a page as on another day use the same code.
Every value is escaped here, for the sanitizer saw the text without it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from html import escape

from django.utils.translation import get_language, gettext

from publishing.text.prose import marks, sanitizer, tokens
from publishing.text.telephones import dialed

#: The sign of a telephone, whose shape stands once on a page.
_SIGN = '<svg class="sign" aria-hidden="true"><use href="#sign-call"/></svg>'
#: How wide a picture is: 27 rem beside a rail, else as wide as the text, else the screen without its edges and frame.
_SIZES = "(min-width: 62em) 32em, (min-width: 43em) 39em, calc(100vw - 4em)"
_WORD = re.compile(r"(?<![\w&#-])[\w]+(?:-[\w]+)*")
#: What is no part of a word, as a space: the letters of all that is written here stand before it.
_LAST = "\u2fff"
_APART = {code: " " for code in range(ord(_LAST) + 1) if chr(code) != "-" and not re.match(r"\w", chr(code))}
_END = re.compile(r"(?:s|es)?(?![\w-])")
_CITATION = re.compile(r'<sup class="citation">.*?</sup>', re.DOTALL)
_UNPRINTED = re.compile(rf"[\x00-\x1f\x7f]+|{marks.RESERVED.pattern}")
MAX_SHARED = 200_000  # characters of shared texts on one page: a few that name each other would fill the memory
MAX_LAYERS = 20  # shared texts inside shared texts
FEW = 50  # spellings that are looked for one by one
_ANY = ("",)  # is in every text


@dataclass(frozen=True)
class Picture:
    """A picture that a text may show. `url` and the `sources` are addresses; sizes are CSS pixels.

    `sources` holds (media type, srcset) pairs, best format first; it is empty for a drawing. `focus`: the point, in
    tenths of its sides, that stays in view where a phone cuts its sides off; None where nothing is cut off.
    `is_removed`: it was taken away, and what a text says it shows is read to nobody.
    """

    url: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    focus: tuple[int, int] | None = None
    is_removed: bool = False


@dataclass(frozen=True)
class Word:
    """A hard word: every spelling that a text may use, and its plain definition."""

    slug: str
    names: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class Words:
    """The hard words that a page may explain, each to be looked up by its first word."""

    words: tuple[Word, ...] = ()

    @cached_property
    def by_start(self) -> dict[str, list[tuple[str, Word]]]:
        """First word of a spelling, in lower case -> its spellings as HTML has them, the longest first."""
        found: dict[str, list[tuple[str, Word]]] = {}
        for word in self.words:
            for name in word.names:
                spelling = _as_html(name.lower())
                if start := _WORD.match(spelling):
                    found.setdefault(start[0], []).append((spelling, word))
        for spellings in found.values():
            spellings.sort(key=lambda pair: -len(pair[0]))
        return found

    @cached_property
    def starts(self) -> frozenset[str]:
        """The words with which a spelling, or its plural, may begin."""
        return frozenset(f"{start}{plural}" for start in self.by_start for plural in ("", "s", "es"))

    @cached_property
    def begun(self) -> dict[str, list[tuple[str, Word, frozenset[str]]]]:
        """A word with which a spelling may begin -> each such spelling, its word, and its words but the last, which a
        text may have with the ending of a plural.
        """
        return {
            start: [
                (spelling, word, frozenset(_WORD.findall(spelling)[:-1]))
                for key in _singular(start)
                for spelling, word in self.by_start.get(key, ())
            ]
            for start in self.starts
        }

    def among(self, words: Set[str]) -> dict[str, str]:
        """Return the spellings that may stand in a text of these words, each with the slug of its word."""
        return {
            spelling: word.slug
            for start in self.starts & words
            for spelling, word, before in self.begun[start]
            if before <= words
        }

    @cached_property
    def opened(self) -> dict[tuple[str, str], str]:
        """What begins the link of each word that a page has explained, by its slug and the list that it leads to."""
        return {}

    def at(self, text: str, start: re.Match[str]) -> tuple[Word, int] | None:
        """Return the word whose spelling begins with a match in a text in lower case, and where it ends."""
        at = start.start()
        for spelling, word, _before in self.begun.get(start[0], ()):
            if text.startswith(spelling, at) and (end := _END.match(text, at + len(spelling))):
                return word, end.end()
        return None


@dataclass(frozen=True)
class Values:
    """What marks are filled with.

    addresses: "conditions/sciatica" -> its public address; None, or no entry, where the public cannot open it.
    tokens: token name without braces -> its text. shared: slug of a snippet -> its stored HTML, with marks.
    pictures: "drawings/x.svg" -> Picture. sources: the ids that can be cited, in the order of their numbers.
    words: what is explained. glossary: the address of the list of all explained words. same: the shared texts that are
    the same wherever no word of theirs is explained (`the_same`).
    """

    addresses: Mapping[str, str | None] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    sources: Iterable[str] = frozenset()
    words: Words = field(default_factory=Words)
    glossary: str = ""
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """What marks name, before it is looked up."""

    pages: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, text: str) -> "Asked":
        """Return what a text itself names, and nothing of what shared texts in it name."""
        asked = cls()
        asked.read(text, {})
        return asked

    @classmethod
    def kept(cls, stored: Mapping[str, Iterable[str]]) -> "Asked":
        """Return what was stored."""
        return cls(**{what: set(names) for what, names in stored.items()})

    def stored(self) -> dict[str, list[str]]:
        """Return it as JSON has it."""
        return {what: sorted(names) for what, names in vars(self).items()}

    def add(self, other: "Asked") -> None:
        """Note what another text names."""
        for what, names in vars(self).items():
            names |= getattr(other, what)

    def read(self, text: str, shared: Mapping[str, str]) -> None:
        """Note what a text names, and what the shared texts in it name."""
        waiting = [text]
        for stored in waiting:
            for what, value, _run in marks.MARK.findall(stored):
                if what in {marks.LINK, marks.ADDRESS}:
                    self.pages.add(value.partition("#")[0])
                elif what == marks.CITATION:
                    self.sources.update(value.split(";"))
                elif what == marks.PICTURE:
                    self.pictures.add(value)
                elif what in marks.SNIPPETS and value not in self.shared:
                    self.shared.add(value)
                    waiting.append(shared.get(value, ""))


class Binder:
    """Fills the marks of one page's texts, in the order in which they are read.

    `uses`: source -> how often it was cited so far. `numbers`: source -> its number.
    """

    def __init__(self, values: Values, among: Set[str] | None = None) -> None:
        """among: the words in which one may be explained, as `words_in` found them; None where nobody looked."""
        self.uses: dict[str, int] = {}
        self._values = values
        self.numbers = {source: number for number, source in enumerate(values.sources, start=1)}
        self._explained: set[str] = set()
        self._within: list[str] = []
        self._explains = True
        self._end_of_link = ""
        self._shared = 0
        self._label, self._labels, self._hint = _labels(get_language())
        starts = values.words.starts
        self._starts = starts if among is None else starts & among
        self._awaited = self._few(among)
        self._here: Collection[str] = ()  # those of them in the text at hand

    def _few(self, among: Set[str] | None) -> dict[str, str] | None:
        """Return the spellings that are still to be explained, each with the slug of its word; None where there are so
        many that to look for each takes longer.
        """
        if among is None:
            return None if self._starts else {}
        found = self._values.words.among(among)
        return found if len(found) <= FEW else None

    def html(self, stored: str) -> str:
        """Return stored HTML with every mark filled. Not marked as safe: plain texts pass through here too."""
        if not marks.is_marked(stored):
            return stored
        before = self._here
        if marks.RUN in stored:
            self._here = self._awaited_in(stored.lower())
            if not self._here:  # most texts explain no word: their runs are not looked at one by one
                stored = marks.without_runs(stored)
        html = marks.MARK.sub(self._filled, stored)
        self._here = before
        return html

    def _awaited_in(self, lower: str) -> Collection[str]:
        """Return the spellings that may still be explained in a text in lower case. What it puts in asks for itself."""
        return _ANY if self._awaited is None else [spelling for spelling in self._awaited if spelling in lower]

    def words(self, text: str) -> str:
        """Return a plain text with its tokens filled, not escaped."""
        return tokens.fill(text, self._values.tokens) if "{" in text else text

    def _filled(self, match: re.Match[str]) -> str:
        what, value, run = match.groups()
        if run is not None:
            return self._run(run) if self._explains and self._end_of_link != "</a>" else run
        return _FILLERS[what](self, value) if what in _FILLERS else ""

    def _token(self, name: str) -> str:
        return _printed(self._values.tokens.get(name, ""))

    def _phone(self, name: str, hint: str = "") -> str:
        number = dialed(self._values.tokens.get(name, ""))
        self._end_of_link = "</a>" if number else "</span>"
        return f'<a href="tel:{number}"{hint}>' if number else "<span>"

    def _call(self, name: str) -> str:
        link = self._phone(name, f' data-hint="{self._hint}"')
        return link + _SIGN if self._end_of_link == "</a>" else link  # a sign that calls nobody would be a false one

    def _reach(self, _value: str) -> str:
        """Say which number "us" is: a reader in need must not have to look for it."""
        phone = _printed(self._values.tokens.get("clinic_phone", ""))
        return escape(gettext("%(phone)s, or else urgent care.")) % {"phone": phone[:1].upper() + phone[1:]}

    def _link(self, target: str) -> str:
        name, _hash, anchor = target.partition("#")
        address = self._values.addresses.get(name)
        if address is None or not sanitizer.LINK.fullmatch(address):  # not public: the words stay, the link goes
            self._end_of_link = "</span>"
            return "<span>"
        self._end_of_link = "</a>"
        return f'<a href="{escape(address)}{f"#{anchor}" if anchor else ""}">'

    def _link_end(self, _value: str) -> str:
        end, self._end_of_link = self._end_of_link, ""
        return end

    def _address(self, name: str) -> str:
        return escape(self._values.addresses.get(name) or "")

    def _citation(self, ids: str) -> str:
        """Print one mark for all sources of a citation: a thumb hits one, and a screen reader says them once."""
        cited = sorted((self.numbers[source], source) for source in ids.split(";") if source in self.numbers)
        if not cited:
            return ""
        places = tuple((number, self._use(source)) for number, source in cited)
        return _cited(places, self._label if len(cited) == 1 else self._labels)

    def _use(self, source: str) -> int:
        self.uses[source] = self.uses.get(source, 0) + 1
        return self.uses[source]

    def _picture(self, name: str) -> str:
        picture = self._values.pictures.get(name)
        if picture is None or not sanitizer.PICTURE.fullmatch(picture.url):  # its words stand for it
            return "<picture><img"
        if picture.is_removed:
            return f'<span class="gone">{escape(gettext("This picture was taken away."))}</span><picture hidden><img'
        sources = "".join(
            f'<source type="{escape(media_type)}" srcset="{escape(srcset)}" sizes="{_SIZES}">'
            for media_type, srcset in picture.sources
            if all(sanitizer.PICTURE.match(url.strip()) for url in srcset.split(","))
        )
        size = f'width="{picture.width}" height="{picture.height}"'
        cut = ' class="cut cut-x-{} cut-y-{}"'.format(*picture.focus) if picture.focus else ""
        return f'<picture{cut}>{sources}<img src="{escape(picture.url)}" {size}'

    @staticmethod
    def _picture_end(_value: str) -> str:
        return "</picture>"

    def _snippet(self, slug: str) -> str:
        """A shared text that is not there, or that is inside itself, is left out."""
        stored = self._values.shared.get(slug)
        if stored is None or slug in self._within or len(self._within) == MAX_LAYERS:
            return ""
        if self._shared + len(stored) > MAX_SHARED:
            return ""
        self._shared += len(stored)
        if slug in self._values.same and not (self._explains and self._awaited_in(stored.lower())):
            return self._values.same[slug]
        self._within.append(slug)
        html = self.html(stored)
        self._within.pop()
        return html

    def _plain_snippet(self, slug: str) -> str:
        before, self._explains = self._explains, False
        html = self._snippet(slug)
        self._explains = before
        return html

    def _run(self, run: str) -> str:
        """Explain each hard word of a run that the page has not explained yet."""
        lower = run.lower()
        starts = self._starts_in(lower)
        if not starts or len(lower) != len(run):  # a letter whose small form is two: rare, and no word of ours
            return run
        end, passed, pieces = 0, 0, []
        for start in _places_of(starts, lower):
            found = None if start.start() < passed else self._values.words.at(lower, start)
            if found is None:
                continue
            passed = found[1]  # a word inside a longer spelling is not a use of that word
            if found[0].slug in self._explained:
                continue
            self._explain_no_more(found[0].slug)
            pieces += [run[end : start.start()], self._explain(found[0]), run[start.start() : found[1]], "</a>"]
            end = found[1]
        return "".join([*pieces, run[end:]]) if pieces else run

    def _starts_in(self, lower: str) -> Collection[str]:
        """Return with what spellings may begin in a run in lower case; nothing where all are explained already."""
        if self._awaited is None:
            return self._starts & _roughly_words(lower)
        for spelling in self._here:
            if spelling in lower and spelling in self._awaited:
                return [start for start in self._starts if start in lower]
        return ()

    def _explain_no_more(self, slug: str) -> None:
        self._explained.add(slug)
        if self._awaited:
            self._awaited = {spelling: other for spelling, other in self._awaited.items() if other != slug}

    def _explain(self, word: Word) -> str:
        opened, key = self._values.words.opened, (word.slug, self._values.glossary)
        if key not in opened:
            opened[key] = _opened(word, self._values.glossary)
        return opened[key]


_FILLERS = {
    marks.TOKEN: Binder._token,
    marks.PHONE: lambda binder, value: binder._phone(value),
    marks.CALL: Binder._call,
    marks.REACH: Binder._reach,
    marks.LINK: Binder._link,
    marks.END_OF_LINK: Binder._link_end,
    marks.ADDRESS: Binder._address,
    marks.CITATION: Binder._citation,
    marks.PICTURE: Binder._picture,
    marks.END_OF_PICTURE: lambda binder, value: binder._picture_end(value),
    marks.SNIPPET: Binder._snippet,
    marks.PLAIN_SNIPPET: Binder._plain_snippet,
}


#: What a mark of the clinic's own words is; nothing: that of a run.
_OF_THE_CLINIC = {marks.TOKEN, marks.PHONE, marks.CALL, marks.REACH, marks.END_OF_LINK, ""}


@cache
def _labels(_language: str | None) -> tuple[str, str, str]:
    """Return what is said of a citation of one source, of several, and of a number to call."""
    return escape(gettext("Source %(numbers)s")), escape(gettext("Sources %(numbers)s")), escape(gettext("Tap to call"))


@lru_cache(maxsize=4096)
def _cited(places: tuple[tuple[int, int], ...], label: str) -> str:
    """Return the mark of a citation. places: the number of each source, and how often it was cited with this."""
    names = [f"cited-{number}-{use}" for number, use in places]
    numbers = ", ".join(str(number) for number, _use in places)
    others = "".join(f'<span id="{name}"></span>' for name in names[1:])
    said = label % {"numbers": numbers}
    link = f'<a href="#source-{places[0][0]}" id="{names[0]}" aria-label="{said}">{numbers}</a>'
    return f'<sup class="citation">{link}{others}</sup>'


def _opened(word: Word, glossary: str) -> str:
    """Return what begins a word's link to where it is explained. A script opens what it means beside the text.

    What it means is no text of the sentence: whatever reads the words alone would read it in the middle of it.
    """
    meaning = f'data-word="{_printed(word.names[0])}" data-meaning="{_printed(word.definition)}"'
    return f'<a class="gloss" href="{escape(glossary)}#{escape(word.slug)}" {meaning}>'


def without_citations(html: str) -> str:
    """Return bound HTML without the numbers of sources, for whatever has no list that they would lead to."""
    return _CITATION.sub("", html)


def _roughly_words(text: str) -> set[str]:
    """Return the words of a text, and perhaps what is none: in a fourth of the time that it takes to find them."""
    if "--" in text or (not text.isascii() and max(text) > _LAST):
        return set(_WORD.findall(text))
    return set(f"{text} ".translate(_APART).replace("- ", " ").split())


def _places_of(starts: Iterable[str], lower: str) -> list[re.Match[str]]:
    """Return where words stand in a text in lower case, as words of their own, in their order."""
    found = []
    for start in starts:
        place = lower.find(start)
        while place >= 0:
            match = _WORD.match(lower, place)
            if match and match[0] == start:
                found.append(match)
            place = lower.find(start, place + len(start))
    return sorted(found, key=re.Match.start)


def the_same(shared: Mapping[str, str], tokens: Mapping[str, str]) -> dict[str, str]:
    """Return the shared texts, bound, that name nothing but the clinic's own words: where no word in them is explained
    they are the same on every page.
    """
    binder = Binder(Values(tokens=tokens))
    return {
        slug: binder.html(html)
        for slug, html in shared.items()
        if {what for what, _value, _run in marks.MARK.findall(html)} <= _OF_THE_CLINIC
    }


def words_in(html: str) -> set[str]:
    """Return the words of HTML in which a hard word may be explained, in lower case, and perhaps what is no word."""
    runs = [run for _what, _value, run in marks.MARK.findall(html) if run]
    return {word for run in runs for word in _roughly_words(run.lower())}


def _singular(start: str) -> dict[str, None]:
    """Return what a word may be the plural of, itself first."""
    return dict.fromkeys((start, start.removesuffix("s"), start.removesuffix("es")))


def _printed(value: str) -> str:
    """Escape a value, without what no page can print: characters of control, and those of marks."""
    return escape(_UNPRINTED.sub(" ", value))


def _as_html(text: str) -> str:
    """Escape as the sanitizer writes text: quotes stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
