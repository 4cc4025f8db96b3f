"""A test for each advisory of others that we know of, named after it: the class of the hole, tried on this site.

Where a class has a corpus of its own, that stands beside what it is about (tests/publishing/text, tests/search, ...).
"""

import io
import json
import re
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from PIL import Image

from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import Contributor, Note, Revision, Source, StoredPicture
from publishing.life.states import RevisionState
from publishing.text.prose import Renderer
from tests.articles.editing import edited, page_at
from tests.fronts import Visitor, front
from tests.hostile import advisories
from tests.publishing.at_desk import entered, in_role, tables, url, with_mail
from tests.publishing.text.prose.harmless import harm
from tests.publishing.text.prose.samples import shown
from tests.publishing.uploads import SECRET, bomb, photo, saved, scene
from website import logs
from website.front import addresses

PAGE = "articles/how-pain-works"
SCRIPT = '<script>alert("x")</script>'
HANDLER = '"><img src=x onerror=alert(1)>'
NOT_THEIRS = "zqnottheirsqz"


@pytest.fixture
def staff(staff):
    """Who writes, reviews and publishes, each with their role."""
    for person, role in (
        (staff.author, "Author"),
        (staff.reviewer, "Clinical reviewer"),
        (staff.publisher, "Publisher"),
    ):
        in_role(person, role)
    return staff


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@contextmanager
def quickly(seconds: float = 3.0):
    """Fails where something takes many times as long as it may on a busy machine."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def test_every_advisory_has_a_test_that_is_named_after_it():
    written = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    every = [one for found in advisories.CLASSES.values() for one in found]
    assert len(every) == len(set(every))
    assert [one for one in every if f"def {advisories.test_name(one)}" not in written] == []


# Stored XSS in rich text and addresses


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "&#106;avascript:x", "//evil.example"]
)
def test_cve_2021_29434_an_address_in_a_text_runs_nothing(address):
    assert harm(shown(f"[a link]({address}) and ![a picture]({address}) and <{address}>")) == []


@pytest.mark.parametrize("text", [SCRIPT, HANDLER, "<svg onload=alert(1)>", "<a href='javascript:x'>a</a>", "a\x00<b>"])
def test_cve_2021_32681_what_a_text_says_of_markup_is_printed_as_words(staff, client, text):
    page = page_at(PAGE)
    body = page.live_revision.manuscript.split("---", 2)[2].strip() + f"\n\nWords {text.replace(chr(0), '')} of it.\n"
    draft = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, body=body))
    html = client.get(sharing.draft_path(sharing.share(revision=draft, by=staff.author))).content.decode()
    assert text not in html and harm(re.search(r"<p>Words .*?</p>", html, re.S)[0]) == []


@pytest.mark.parametrize("field", ["title", "summary"])
def test_cve_2026_28222_markup_in_a_title_or_summary_is_never_public_and_words_in_a_draft(staff, client, field):
    said = f"{'A summary that is long enough for a list of pages. ' if field == 'summary' else ''}{HANDLER}"
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, **{field: said})
    html = client.get(sharing.draft_path(sharing.share(revision=draft, by=staff.author))).content.decode()
    assert "<img src=x" not in html
    with pytest.raises(actions.InvalidManuscript, match="no Markdown and no HTML"):
        staff.brought(draft, RevisionState.PUBLISHED)
    said = json.loads(
        re.search(r'ld\+json">(.*?)</script>', client.get("/articles/how-pain-works/").content.decode())[1]
    )
    assert "onerror" not in str(said)


# On the screens of staff


def test_cve_2020_11001_two_versions_that_are_compared_run_nothing(staff):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title=f"After {SCRIPT}{HANDLER}")
    client = signed_in(staff.author)
    for view in ("compare", "history", "change"):
        html = client.get(url(page_at(PAGE), view)).content.decode()
        assert SCRIPT not in html and "<img src=x" not in html, view
    assert "After" in client.get(url(page_at(PAGE), "compare")).content.decode()


def test_cve_2020_15118_a_help_text_or_label_that_somebody_wrote_is_words(staff, admin_client):
    person = Contributor.objects.create(id="x", name=f"Dr. {HANDLER}", kind="person", role=SCRIPT)
    source = Source.objects.create(id="x2026", title=f"A {HANDLER}", publisher=SCRIPT, year=2026, kind="guideline")
    Note.objects.create(page=page_at(PAGE), by=staff.author, text=f"Look {HANDLER}{SCRIPT}")
    staff.author.first_name = HANDLER[:30]
    staff.author.save()
    screens = [reverse("admin:publishing_contributor_changelist"), reverse("admin:publishing_source_changelist")]
    screens += [reverse("admin:publishing_source_change", args=[source.pk]), url(page_at(PAGE)), reverse("admin:index")]
    screens += [reverse("admin:publishing_contributor_change", args=[person.pk]), url(page_at(PAGE), "history")]
    screens += [reverse("admin:publishing_page_people"), reverse("admin:auth_user_changelist")]
    for address in screens:
        html = admin_client.get(address).content.decode()
        assert SCRIPT not in html and "<img src=x" not in html, address


def test_cve_2023_28836_a_title_in_a_list_or_a_message_at_the_desk_is_words(staff):
    client = signed_in(staff.author)
    told = client.post(
        url(page_at(PAGE)), entered(page_at(PAGE), title=f"Title {HANDLER}"), follow=True
    ).content.decode()
    listed = client.get(reverse("admin:publishing_page_changelist")).content.decode()
    found = client.get(reverse("admin:publishing_page_find"), {"q": "Title"}).content.decode()
    for html in (told, listed, found):
        assert "<img src=x" not in html
    assert escape(HANDLER)[:20] in told + listed + found


# What a Markdown parser lets through, and how a sanitizer is passed by

DISGUISED = [
    "``` {.a onclick=alert(1)}\nx\n```",
    '``` python title="x" onmouseover="alert(1)"\nx\n```',
    '~~~ {: "><script>alert(1)</script>" }\nx\n~~~',
    '``` "onload=alert(1)\nx\n```',
    "[x](http://a.example){: onclick=alert(1) }",
    '# A heading {: onclick="alert(1)" }',
]


@pytest.mark.parametrize("source", DISGUISED)
def test_python_markdown_1663_an_attribute_of_a_code_block_does_not_break_out(source):
    assert harm(shown(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "<math><mtext></table></mtext><mglyph><style><img src=x onerror=alert(1)>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<math><annotation-xml encoding='text/html'><style><img src onerror=alert(1)></style></annotation-xml></math>",
    ],
)
def test_rustsec_2021_0074_markup_that_changes_its_meaning_when_it_is_read_again(source):
    assert harm(shown(source)) == []
    assert "<math" not in shown(source) and "<svg" not in shown(source)


@pytest.mark.parametrize("tag", ["noscript", "xmp", "iframe", "noembed", "noframes", "plaintext", "title", "textarea"])
def test_rustsec_2025_0071_a_tag_whose_inside_is_raw_text_hides_nothing(tag):
    assert harm(shown(f"<{tag}><p title='</{tag}><img src=x onerror=alert(1)>'></{tag}>")) == []


@pytest.mark.parametrize(
    "tag", ["svg", "math", "style", "script", "template", "foreignObject", "use", "annotation-xml"]
)
def test_cve_2026_63430_no_tag_of_another_language_is_ever_let_through(tag):
    for source in (f"<{tag}>x</{tag}>", f"a <{tag} href='javascript:x'>", f"<p><{tag}/onload=x>"):
        assert f"<{tag.lower()}" not in shown(source).lower()


# A parser that takes for ever


@pytest.mark.parametrize("piece", ["<!", "<![CDATA[", "<!-", "</", "<?", "<!DOCTYPE", "&#", "<a<"])
def test_cve_2025_69534_html_that_never_ends_is_no_error_and_no_wait(piece):
    with quickly():
        assert harm(shown(piece * 200)) == []
        assert harm(shown(f"words {piece}")) == []


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "*", "_", "`", "> ", "\\"])
def test_python_markdown_799_brackets_and_marks_without_end_are_refused_or_quick(unit):
    with quickly():
        Renderer().inline(unit * 400)


@pytest.mark.parametrize("unit", ["- ", "> ", "1. ", "    "])
def test_python_markdown_1554_nesting_without_end_is_no_error(unit):
    with quickly():
        assert harm(shown("\n".join(f"{unit * depth}a" for depth in range(60)))) == []


@pytest.mark.parametrize("unit", ["[^1]", "[a][b]\n\n[b]: x\n", "| a ", "**a"])
def test_python_markdown_1578_references_without_end_are_quick(unit):
    with quickly():
        assert harm(shown(unit * 300)) == []


# The search

ODD = ["\0", '"', "a AND", "title:", "*:*", "(((", "/a/", "a~99", "[a TO b]", "\\", "+-", "{!x}", "🦴" * 300]


@pytest.mark.parametrize("words", [*ODD, "a " * 5_000, "(" * 5_000, "x" * 20_000, "%ff%fe", "' OR 1=1 --"])
def test_cve_2024_39317_nothing_that_is_looked_for_breaks_the_search_or_keeps_it_busy(loaded, client, words):
    with quickly():
        answer = client.get("/search/", {"q": words})
    assert answer.status_code in {200, 400}
    assert "Traceback" not in answer.content.decode()


# Pictures


def send(client, raw: bytes, name: str = "a.jpg"):
    file = SimpleUploadedFile("x", raw)
    file._name = name
    return client.post(reverse("admin:publishing_storedpicture_add"), {"file": file})


def test_cve_2023_28837_a_bomb_is_refused_by_its_header_and_no_pixel_is_read(staff, monkeypatch):
    def reads(*_arguments):
        raise AssertionError("a pixel was read")

    monkeypatch.setattr(Image.Image, "load", reads)
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", reads)
    assert send(signed_in(staff.author), bomb(), "b.png").status_code == 422


@pytest.mark.parametrize(
    ("kind", "options"),
    [("WEBP", {}), ("WEBP", {"lossless": True}), ("AVIF", {}), ("PNG", {}), ("JPEG", {"quality": 20})],
)
def test_cve_2023_4863_a_picture_that_was_tampered_with_is_a_sentence_and_not_an_end(staff, kind, options):
    """A byte turned over, at thirty places one after the other: refused, or read and encoded anew. Hundreds of other
    ways to tamper with one are tried in tests/publishing/text/images/test_mutations.py.
    """
    client, whole, taken = signed_in(staff.author), saved(scene(900, 600), kind, **options), []
    before = {picture.pk for picture in StoredPicture.objects.all()}
    for place in range(12, len(whole), len(whole) // 30 + 1):
        answer = send(client, broken := whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert answer.status_code in {302, 422}
        taken += [broken] if answer.status_code == 302 else []
    kept = StoredPicture.objects.exclude(pk__in=before)
    assert (len(kept) > 0) == bool(taken) and len(kept) <= len(taken)
    for file in [name for picture in kept for name in (picture.original, picture.file)]:
        with default_storage.open(file) as opened:
            raw = opened.read()
        image = Image.open(io.BytesIO(raw))
        image.load()
        assert image.format in {"JPEG", "PNG"} and image.size == (900, 600) and raw not in taken
    assert send(client, whole).status_code == 302, "The site takes pictures still."


DRAWINGS = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    b"\xef\xbb\xbf  \n<svg onload=alert(1)>",
    b"<html><body>" + saved(scene(900, 600)),
]


@pytest.mark.parametrize("raw", DRAWINGS)
@pytest.mark.parametrize("name", ["x.svg", "x.jpg", "x.png", "x.svg.jpg"])
def test_svg_upload_a_drawing_or_a_page_that_is_sent_as_a_picture_is_refused(staff, raw, name):
    assert send(signed_in(staff.author), raw, name).status_code == 422


def test_metadata_leak_nothing_of_where_and_how_a_picture_was_taken_is_kept(staff, client):
    assert SECRET in photo()
    assert send(signed_in(staff.author), photo()).status_code == 302
    picture = StoredPicture.objects.get(is_staged=True)
    for file in (picture.original, picture.file):
        with default_storage.open(file) as kept:
            assert SECRET not in kept.read()


NAMES = ["../../../etc/passwd", "..\\..\\x.jpg", "/etc/cron.d/x", "a\0.php", "x.jpg/../../y.html", "con", "." * 90]


@pytest.mark.parametrize("name", NAMES)
def test_cve_2024_39330_a_name_that_is_a_way_leads_nowhere(staff, name):
    assert send(signed_in(staff.author), saved(scene(900, 600)), name).status_code in {302, 400, 422}
    for picture in StoredPicture.objects.filter(is_staged=True):
        assert re.fullmatch(r"images/picture-[0-9a-f]{16}\.[0-9a-f]{12}\.(jpg|png)", picture.original)


# Forms and headers


@pytest.mark.parametrize("what", ["files", "fields"])
def test_cve_2023_24580_a_form_of_very_many_parts_is_refused(staff, what):
    parts = {
        "files": {f"f{number}": SimpleUploadedFile("a", b"a") for number in range(200)},
        "fields": {f"f{number}": "a" for number in range(60_100)},
    }[what]
    assert signed_in(staff.author).post(reverse("admin:publishing_storedpicture_add"), parts).status_code == 400


@pytest.mark.parametrize("name", ["accept-language", "accept-encoding", "accept", "if-none-match", "range", "cookie"])
@pytest.mark.parametrize("unit", ["a-", "en,", "*;q=0.1,", '"a",', "bytes=0-1,", "a=1;", "-" * 9])
def test_cve_2024_39614_no_header_however_long_keeps_a_page_waiting(loaded, name, unit):
    visitor = Visitor(front())
    visitor.get("/conditions/sciatica/")
    with quickly():
        answer = visitor.get("/conditions/sciatica/", headers={name: unit * (60_000 // len(unit))})
        other = visitor.get("/search/?q=a", headers={name: unit * (60_000 // len(unit))})
    assert {answer.status_code, other.status_code} <= {200, 304, 400}


# Drafts, previews, revisions


@pytest.mark.parametrize("query", ["static=1&order=asc", "p=1", "preview=true", "post_type=page", "m=0", "draft", "q="])
def test_cve_2019_17671_no_query_shows_what_is_not_public(staff, client, query):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title=NOT_THEIRS)
    fresh = staff.new_page("articles", NOT_THEIRS, edited(page_at(PAGE), title=NOT_THEIRS), RevisionState.APPROVED)
    for address in ("/", "/articles/", page_at(PAGE).get_absolute_url(), "/search/"):
        assert NOT_THEIRS not in client.get(f"{address}?{query}").content.decode()
    assert client.get(f"/articles/{fresh.slug}/?{query}").status_code == 404


@pytest.mark.parametrize("who", ["a stranger", "somebody without a role"])
def test_cve_2026_25517_no_preview_and_no_version_is_shown_to_whoever_asks_by_number(staff, django_user_model, who):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title=NOT_THEIRS)
    client = Client() if who == "a stranger" else signed_in(django_user_model.objects.create_user("x", is_staff=True))
    page = page_at(PAGE)
    screens = [url(page, "preview", draft.number), url(page, "version", draft.number), url(page, "compare"), url(page)]
    screens += [url(page, view) for view in ("history", "notes", "share", "kept", "merge", "undo")]
    screens += [reverse("admin:publishing_page_live", args=[page.pk]), url(page, "on_day", "2026-01-01")]
    for address in screens:
        answer = client.get(address)
        assert answer.status_code in {302, 403, 404, 405}, address
        assert NOT_THEIRS not in answer.content.decode()


def test_cve_2026_44197_a_draft_s_link_shows_that_draft_and_no_later_text_of_another(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Shared")
    path = sharing.draft_path(sharing.share(revision=draft, by=staff.author))
    staff.revision(page_at("articles/your-first-visit"), RevisionState.DRAFT, title=NOT_THEIRS)
    assert NOT_THEIRS not in client.get(path).content.decode()
    actions.discard(revision=draft, by=staff.author)
    assert client.get(path).status_code == 404
    assert client.get(path.replace("drafts", "approvals")).status_code == 404


# Pickers and lists


@pytest.mark.parametrize("name", ["pick", "names", "find", "people", "offered", "reports", "queue", "library"])
def test_cve_2026_44201_no_picker_or_report_tells_a_stranger_what_there_is(staff, client, name):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title=NOT_THEIRS)
    answer = client.get(reverse(f"admin:publishing_page_{name}"), {"q": NOT_THEIRS, "page": PAGE, "what": "pages"})
    assert answer.status_code == 302 and NOT_THEIRS not in answer.content.decode()
    for what in ("pages", "sources", "pictures", "shared", "words"):
        assert client.get(reverse("admin:publishing_page_picks", args=[what]), {"q": "a"}).status_code == 302


@pytest.mark.parametrize(
    "lookup", ["email__startswith", "user__password__startswith", "user__email__contains", "by__password", "o", "p"]
)
def test_cve_2023_5561_no_list_can_be_asked_letter_by_letter_for_what_it_does_not_show(staff, lookup):
    staff.reviewer.email = "secret@clinic.example"
    staff.reviewer.save()
    client = signed_in(staff.publisher)
    lists = ["publishing_contributor", "publishing_source", "publishing_storedpicture", "publishing_sitenotice"]
    for name in lists:
        address = reverse(f"admin:{name}_changelist")
        answers = [client.get(address, {lookup: value}) for value in ("s", "zz")]
        for answer in answers:
            assert answer.status_code in {200, 302, 400, 403}, (name, answer.status_code)
            assert "secret@" not in answer.content.decode()
        assert answers[0].status_code == answers[1].status_code


# Rights


@pytest.mark.parametrize("action", ["delete_selected", "publish", "approve", "withdraw", "__import__"])
def test_cve_2024_32882_no_action_of_a_list_does_what_its_person_may_not(staff, action):
    client, before = signed_in(staff.author), tables()
    for name in ("publishing_source", "publishing_contributor", "articles_article", "publishing_page", "auth_user"):
        ids = [page_at(PAGE).pk, 1]
        values = {"action": action, "_selected_action": ids, "post": "yes"}
        assert client.post(reverse(f"admin:{name}_changelist"), values).status_code in {200, 302, 403, 405}
    assert tables() == before


def test_cve_2024_35228_the_settings_of_the_clinic_are_of_whoever_may_change_them(staff):
    before = tables()
    for person in (staff.author, staff.reviewer):
        client = signed_in(person)
        for name in ("publishing_clinicprofile", "publishing_sitenotice", "search_synonym", "search_promoted"):
            values = {"phone": "555 0199", "text": "Closed", "until_0": "2099-01-01", "until_1": "10:00"}
            assert client.post(reverse(f"admin:{name}_add"), values).status_code == 403, name
    assert tables() == before


# Disclosure


def test_cve_2023_45809_a_number_in_an_address_tells_nobody_whether_there_is_something(staff, django_user_model):
    """Somebody without a role gets the same for a person, a page or a draft that is there and for one that is not."""
    client = signed_in(django_user_model.objects.create_user("x", is_staff=True))
    page, draft, gone = page_at(PAGE), staff.revision(page_at(PAGE), RevisionState.DRAFT, title=NOT_THEIRS), 999_999
    one, preview = page.pk, "articles_article_preview"
    there = {
        "a person": (_at_desk("auth_user_change", staff.author.pk), _at_desk("auth_user_change", gone)),
        "a source": (_at_desk("publishing_source_change", "nice-ng59"), _at_desk("publishing_source_change", "none")),
        "a page": (_at_desk("articles_article_change", one), _at_desk("articles_article_change", gone)),
        "a draft": (_at_desk(preview, one, draft.number), _at_desk(preview, one, gone), _at_desk(preview, gone, 1)),
        "the queue": tuple(f"{_at_desk('publishing_page_queue')}?page={pk}" for pk in (one, gone)),
        "a page of the queue": tuple(_at_desk("publishing_page_queue_page", pk) for pk in (one, gone)),
    }
    assert Source.objects.filter(pk="nice-ng59").exists()
    for model in admin.site._registry:
        name, row = f"{model._meta.app_label}_{model._meta.model_name}_history", model._default_manager.first()
        with suppress(NoReverseMatch):  # it has no such screen
            there[name] = (_at_desk(name, row.pk if row else gone), _at_desk(name, gone))
    told = {}
    for what, places in there.items():
        answers = [client.get(place) for place in places]
        said = {_without_tokens(answer.content.decode()) for answer in answers}
        told[what] = ({answer.status_code for answer in answers}, len(said), any(NOT_THEIRS in one for one in said))
    assert told == dict.fromkeys(there, ({403}, 1, False))


def _at_desk(name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=arguments)


def test_cve_2024_45231_nobody_learns_who_has_an_account(staff):
    """Signing in says the same of a name that there is and of one that there is not, and so does asking for a link."""
    sent = [{"username": name, "password": "wrong"} for name in ("author", "nobody-of-this-name")]
    said = []
    for one in sent:
        answer = Client().post(reverse("admin:login"), one)
        said.append((answer.status_code, _without_tokens(answer.content.decode().replace(one["username"], "NAME"))))
    assert said[0] == said[1]
    with_mail(staff.author)
    asked = [{"email": f"{name}@clinic.example"} for name in ("author", "nobody-of-this-name")]
    answers = [Client().post(reverse("admin_password_reset"), one, follow=True) for one in asked]
    told = [(answer.redirect_chain, _without_tokens(answer.content.decode())) for answer in answers]
    assert told[0] == told[1] and told[0][0]
    for address in ("/admin/password_reset/", "/accounts/password_reset/", "/admin/password/MQ/set-password/"):
        assert "author" not in Client().get(address).content.decode()


def _without_tokens(html: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html)


# Queries, caches, redirects


@pytest.mark.parametrize(
    "query",
    [
        "_connector=OR 1=1",
        "_negated=1",
        "area__in=1",
        "status=draft",
        "live_revision__isnull=1",
        "page__kind=x",
        "pk=1",
    ],
)
def test_cve_2025_64459_no_query_becomes_an_argument_of_the_database(loaded, client, query):
    for address in ("/conditions/", "/procedures/", "/articles/", "/search/", "/a-to-z/", "/symptoms/"):
        plain, odd = client.get(address), client.get(f"{address}?{query}")
        assert (odd.status_code, odd.content) == (plain.status_code, plain.content), address


@pytest.mark.parametrize("query", ["utm_source=x;area=knee", "area=knee;x=1", "a=1&area=knee;b", "area=knee%26x"])
def test_cve_2021_23336_two_who_read_a_query_differently_get_no_other_page(loaded, query):
    """What the shelf takes for one address Django takes for the same: what is kept is what was asked for."""
    visitor = Visitor(front())
    first = visitor.get(f"/conditions/?{query}")
    plain = Visitor(front()).get(f"/conditions/?{query}")
    kept = visitor.get("/conditions/")
    assert first.content == plain.content
    assert kept.content == Visitor(front()).get("/conditions/").content
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/conditions/", "HTTP_HOST": "testserver"}
    environ |= {"wsgi.url_scheme": "http", "QUERY_STRING": query}
    known = parse_qs((addresses.address_of(environ) or "").partition("?")[2])
    asked = RequestFactory().get(f"/conditions/?{query}").GET
    assert known.get("area", [None])[-1] == asked.get("area")


ELSEWHERE = ["//evil.example", "https:///evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example"]
ELSEWHERE += ["javascript:alert(1)", "http:///a.example", "///evil.example", "https://testserver@evil.example", "\t//e"]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_cve_2017_7233_no_sign_in_and_no_address_leads_elsewhere(staff, place):
    staff.author.set_password("a long enough password")
    staff.author.save()
    sent = {"username": "author", "password": "a long enough password", "next": place}
    answer = Client().post(reverse("admin:login"), sent)
    assert answer.status_code == 302 and answer["Location"] == reverse("admin:index")
    for address in (f"/{place}", f"/conditions/{place}", f"/admin/r/1/1/?next={place}"):
        where = Client().get(address).headers.get("Location", "/")
        assert where.startswith("/") and not where.startswith(("//", "/\\"))


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:x", "", "a b", "ev\x1bil"])
def test_cve_2019_12781_a_host_that_is_not_ours_is_in_no_answer(loaded, host):
    for address in ("/", "/conditions", "/robots.txt", "/sitemap.xml", "/admin/login/"):
        answer = Visitor(front(), host=host).get(address)
        assert answer.status_code == 400
        assert "evil" not in answer.content.decode() + str(answer.headers)


def test_cve_2025_48432_nobody_writes_a_line_into_the_log(loaded, client, caplog):
    """In the plain form too: a path with ends of lines, colors and a false level."""
    client.get("/nothing%0a2026-01-01 00:00:00,000 ERROR forged: the site is hacked%1b[31m/")
    for record in caplog.records:
        line = logs.Plain().format(record)
        assert "\n" not in line and "\x1b" not in line


@pytest.mark.parametrize("name", ['a";x=".bat', "x.bat;.jpg", "a\r\nContent-Type: text/html", "setup.exe"])
def test_cve_2022_36359_nobody_else_names_what_is_downloaded(staff, client, name):
    send(signed_in(staff.author), saved(scene(900, 600)), name)
    picture = StoredPicture.objects.filter(is_staged=True).first()
    answers = [client.get(f"/media/{picture.file}")] if picture else []
    answers += [client.get(f"/conditions/sciatica/{name}"), client.get(f"/search/?q={name}")]
    for answer in answers:
        said = answer.headers.get("Content-Disposition", "")
        assert not said or re.fullmatch(r'inline; filename="picture-[0-9a-f.]+\.(?:jpg|png)"', said)
        answer.close()


def test_cve_2020_11037_a_name_that_there_is_not_takes_as_long_as_a_wrong_password(staff, settings, monkeypatch):
    """Not by the clock: as many passwords are worked out for the one as for the other."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 10)
    staff.author.set_password("a long enough password")
    staff.author.save()
    worked: list[str] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self, password, *arguments, **options):
        worked.append(password)
        return encode(self, password, *arguments, **options)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    times = []
    for name in ("author", "nobody-of-this-name"):
        worked.clear()
        Client().post(reverse("admin:login"), {"username": name, "password": "wrong"})
        times.append(len(worked))
    assert times[0] == times[1] > 0


def test_whoever_guesses_a_link_has_no_help_from_how_long_it_takes(staff, client):
    """Tokens are compared by Django's signing, which takes as long for each; one changed sign opens nothing."""
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title=NOT_THEIRS)
    path = sharing.draft_path(sharing.share(revision=draft, by=staff.author))
    token = path.split("/")[2]
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert NOT_THEIRS not in client.get(f"/drafts/{changed}/").content.decode()
    assert Revision.objects.get(pk=draft.pk).state == RevisionState.DRAFT
