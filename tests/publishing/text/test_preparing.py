"""A text made ready: what follows from it alone, whatever exists beside it."""

import pickle
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from django.template import Engine, Template
from django.test.signals import template_rendered
from django.utils.translation import override

from procedures.evidence import in_short
from publishing.life.models import Page, StoredPicture
from publishing.text import canonical, kinds, preparing
from publishing.text.preparing import prepare, reading_order, renderer_version
from publishing.text.prose import marks
from tests.publishing import samples

WIDE = "|a" * 2500 + "|\n" + "|-" * 2500 + "|\n" + "|b|c|d|e\n" * 500


def sciatica(text: str = samples.SCIATICA):
    return prepare(text, "conditions", language="en", slug="sciatica")


def article(text: str, slug: str = "how-pain-works"):
    return prepare(text, "articles", language="en", slug=slug)


@pytest.fixture
def version():
    """The version of the renderer, asked anew."""
    renderer_version.cache_clear()
    yield renderer_version
    renderer_version.cache_clear()


@pytest.fixture
def changed(monkeypatch, version):
    """Let one file have other bytes, and return the version then."""
    read = Path.read_bytes

    def with_change(path: Path) -> str:
        monkeypatch.setattr(Path, "read_bytes", lambda self: b"changed" if self == path else read(self))
        version.cache_clear()
        return version()

    return with_change


# What HTML depends on


def test_a_text_gives_the_same_html_however_often_and_in_any_language_of_the_moment():
    with override("es"):
        other = sciatica()
    assert (sciatica().html, sciatica().shared) == (other.html, other.shared)


def test_no_database_is_asked_for_html(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert sciatica().is_rendered


def test_html_is_the_same_whatever_is_in_the_database(loaded):
    before = sciatica()
    assert Page.objects.filter(slug="how-pain-works").update(slug="elsewhere", title="Changed") == 1
    Page.objects.update(html={})
    StoredPicture.objects.all().delete()
    after = sciatica()
    assert (after.html, after.shared, after.faults) == (before.html, before.shared, before.faults)
    assert marks.mark(marks.LINK, "articles/how-pain-works#in-short") in after.html["sections"][1]["html"]


def test_what_is_printed_as_it_is_cannot_forge_a_mark():
    forged = "\ue000tclinic_name\ue001 \ue002disc\ue003"
    text = samples.SCIATICA.replace("- What is pressing on my nerve?", f"- What is {forged}?")
    text = text.replace("alt: A nerve", f"alt: A {forged} nerve").replace("name: Staying", f"name: {forged} Staying")
    ready = sciatica(text)
    assert {fault.message for fault in ready.faults} == {"character U+E000"}
    assert ready.html["questions_to_ask"][0] == "What is tclinic_name disc?"
    assert ready.html["drawings"][0]["alt"] == "A tclinic_name disc nerve from the back to the foot."
    assert not [text for text in canonical.strings(ready.shared) if marks.mark(marks.TOKEN, "clinic_name") in text]
    printed = [text for text in canonical.strings([ready.html, ready.shared]) if "tclinic_name" in text]
    assert len(printed) == 5, "the question, once more in its list, the words of the drawing and its HTML, the care"
    assert not [text for text in printed if marks.mark(marks.TOKEN, "clinic_name") in text]


# What a text shows


def test_what_a_text_names_is_kept_with_it():
    ready = sciatica()
    assert ready.named("page") == {"articles/how-pain-works"}
    assert ready.named("source") == {"koes2007", "nice-ng59"}
    assert ready.named("picture") == {"drawings/leg.svg"}
    assert ready.named("contributor") == {"starter-library"}
    assert ready.pages == {"../articles/how-pain-works.md#in-short": "articles/how-pain-works"}
    assert ready.snippets == ("warning-signs",)
    assert ready.address == "conditions/sciatica"


def test_sources_of_what_other_pages_show_too_are_kept_apart():
    ready = prepare(samples.INJECTION, "procedures", language="en", slug="x")
    assert set(ready.cited) == {"koes2007"}
    assert set(ready.cited_beside) == {"koes2007", "nice-ng59"}
    assert set(ready.shared) >= {"indications"}
    assert "indications" not in ready.html


def test_a_text_that_other_pages_show_leaves_numbers_and_words_to_each_of_them():
    text = samples.INJECTION.replace("for some weeks. [@koes2007]", "for [weeks](../articles/x.md). [@koes2007]")
    ready = prepare(text, "procedures", language="en", slug="x")
    found = [mark for value in canonical.strings(ready.shared) for mark in marks.MARK.findall(value)]
    assert {what for what, _value, _run in found} == {
        marks.ADDRESS,
        marks.LINK,
        marks.END_OF_LINK,
        marks.CITATION,
        "",
    }, "runs have no letter"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no front matter",
        samples.HOW_PAIN_WORKS + "x" * 100_000,
        "---\ntitle: a: b\n---\n\n## A\n",
    ],
)
def test_a_text_that_cannot_be_read_says_so_and_is_not_rendered(text):
    ready = article(text)
    assert (ready.manuscript, ready.is_rendered, ready.shared) == (None, False, {})
    assert ready.faults


def test_a_faulty_text_is_rendered_all_the_same():
    ready = article(samples.HOW_PAIN_WORKS.replace("title: How pain works", "title: ''"))
    assert [fault.message for fault in ready.faults] == ["'title': empty; leave the key out instead"]
    assert ready.is_rendered


@pytest.mark.parametrize(
    "drawing", ["- file: leg.svg", "- alt: A leg", "- file: Leg.svg\n  alt: A leg", "- caption: '*x*'"]
)
def test_a_drawing_with_a_fault_is_no_error(drawing):
    whole = "- file: leg.svg\n  alt: A nerve from the back to the foot."
    ready = sciatica(samples.SCIATICA.replace(whole, drawing))
    assert ready.is_rendered
    assert "alt" in ready.faults[0].message or "file" in ready.faults[0].message


def test_a_slug_that_is_none_is_a_fault():
    (fault,) = article(samples.HOW_PAIN_WORKS, "How Pain").faults
    assert fault.message == (
        "A web address has only lower-case letters, digits and single hyphens, at most 80 characters."
    )


def test_a_table_that_would_stop_everybody_is_a_fault_and_not_parsed(monkeypatch):
    monkeypatch.setattr(preparing, "Renderer", None)  # to render would be an error
    ready = article(samples.HOW_PAIN_WORKS + "\n" + WIDE)
    assert not ready.is_rendered
    assert [fault.message for fault in ready.faults] == ["a table of 502 rows and 2500 columns; at most 200 and 12"]


def test_a_text_made_ready_goes_from_one_process_to_another():
    for text in (samples.SCIATICA, samples.SCIATICA.replace("/// do", "/// none"), "x"):
        ready = sciatica(text)
        copy = pickle.loads(pickle.dumps(ready))
        assert copy == ready
        assert copy.kind is kinds.get("conditions")


# The order of reading


def test_the_front_matter_that_a_section_shows_follows_it_and_the_rest_comes_last():
    text = samples.INJECTION.replace("indications:", "facts:\n  duration: Ten minutes.\nindications:")
    ready = prepare(text, "procedures", language="en", slug="x")
    order = [(what, name) for what, name, _value in reading_order(ready.kind, ready.html)]
    made = ready.html["made"]
    instead = {key for part in ready.kind.made_parts if part.id in made for key in part.keys}
    keys = [("key", key) for key in ready.html if key not in {"sections", "made", *instead}]
    keys += [("made", name) for name in made]
    sections = [("section", section["id"]) for section in ready.html["sections"]]
    assert order[0] == ("key", "key_points")
    assert [part for part in order if part in sections] == sections
    assert order[order.index(("section", "the-day")) + 1] == ("key", "facts")
    assert order[order.index(("section", "risks")) + 1] == ("made", "risks")
    assert order[-1] == ("key", "authors")
    assert sorted(order) == sorted(keys + sections)


def test_the_order_of_reading_is_the_same_whatever_order_the_keys_are_stored_in():
    ready = prepare(samples.INJECTION, "procedures", language="en", slug="x")
    turned = dict(reversed(ready.html.items()))
    assert list(reading_order(ready.kind, turned)) == list(reading_order(ready.kind, ready.html))


# The version of the renderer


HOUSE = Path(preparing.__file__).parent.parent.parent
PRINTS = (
    *(f"publishing/text/{name}.py" for name in ("binding", "prose/renderer", "prose/cards", "schema")),
    *(f"{app}/manuscripts.py" for app in ("glossary", "conditions", "procedures", "articles", "website")),
    *("publishing/life/snippets.py", "procedures/evidence.py", "publishing/text/people.py"),
    *("publishing/templatetags/publishing.py", "publishing/text/numbers.py"),
    *("publishing/text/stencils.py", "publishing/text/parts.py", "articles/kind.py", "conditions/kind.py"),
)


@pytest.mark.parametrize("name", PRINTS)
def test_the_version_changes_with_the_code_that_html_depends_on(name, version, changed):
    before = version()
    assert (HOUSE / name).exists()
    assert changed(HOUSE / name) != before


@pytest.mark.parametrize(
    "name", ["publishing/desk/page/pages.py", "publishing/public/listing.py", "config/settings.py"]
)
def test_the_version_stays_with_other_code(name, version, changed):
    before = version()
    assert (HOUSE / name).exists()
    assert changed(HOUSE / name) == before


#: Templates that print what is stored: parts that are made of data, the main part of a page, numbers of a link.
TEMPLATES = (
    *("procedures/risks.html", "components/number.html", "components/answers.html", "publishing/stencil.html"),
    *("articles/stencil.html", "conditions/stencil.html", "procedures/stencil.html", "procedures/indications.html"),
    *("procedures/facts.html", "components/dispute.html", "components/breadcrumbs.html", "components/sources.html"),
)


@contextmanager
def with_change(name: str):
    """Let one template have another source."""
    get = Engine.get_template

    def changed(engine, wanted):
        found = get(engine, wanted)
        return Template(found.source + "changed", engine=engine) if wanted == name else found

    with mock.patch.object(Engine, "get_template", changed):
        renderer_version.cache_clear()
        yield


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_version_changes_with_the_templates_that_print_what_is_stored(name, version):
    before = version()
    with with_change(name):
        assert version() != before


def test_no_template_prints_what_is_stored_unknown_to_the_version(version):
    """Whatever is rendered for the pages of the small library, the version would change with it."""
    before, names = version(), set()

    def note(template, **_more):
        names.add(template.name)

    template_rendered.connect(note)
    for kind, of_kind in ((path.partition("/")[0], text) for path, text in samples.SMALL.items() if "/" in path):
        if kind in {one.name for one in kinds.all_kinds()}:
            ready = prepare(of_kind, kind, language="en", slug="x")
            for link in ready.shared.get("indications", ()):
                in_short(
                    {**link, "numbers": ready.html.get("risks") or [{"title": "T", "count": 3, "says": "have it"}]}
                )
    template_rendered.disconnect(note)
    assert {"publishing/stencil.html", "components/number.html"} <= names
    unknown = []
    for name in names:
        with with_change(name):
            unknown += [name] if version() == before else []
    assert unknown == []


def test_the_version_changes_with_the_translations(version, settings, tmp_path):
    before = version()
    (tmp_path / "django.mo").write_bytes(b"words")
    settings.LOCALE_PATHS = [tmp_path]
    version.cache_clear()
    assert version() != before


def test_the_version_changes_with_the_packages_that_render(monkeypatch, version):
    before = version()
    monkeypatch.setattr(preparing, "version", lambda package: "0")
    version.cache_clear()
    assert version() != before
