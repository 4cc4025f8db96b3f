"""The public site as files: all of it, of one moment, switched to in one step, and nothing that it cannot keep."""

import errno
import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from publishing.life import actions, loading
from publishing.life.models import Page
from publishing.life.models.version import content_changed, current
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.website.test_machines import located
from website import headers
from website.export import exporting, folder, links
from website.export.asking import Site
from website.export.files import Files, NoName, name_of

FEW = ("/articles/how-pain-works/", "/static/")


@pytest.fixture(scope="module", autouse=True)
def quickly():
    """Compressed with less effort, and not brought to the disk: a test waits for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("website.export.files.HARDEST", (1, 1))
        patch.setattr("os.sync", lambda: None)
        yield


@pytest.fixture(scope="module")
def whole(quickly, django_db_setup, django_db_blocker, small_library, tmp_path_factory) -> Path:
    """One export of the small library, which no test changes."""
    target = tmp_path_factory.mktemp("whole") / "site"
    with django_db_blocker.unblock():
        if not Page.objects.exists():
            loading.load(small_library)
        export(target)
    return target


@pytest.fixture
def exported(whole, loaded) -> Path:
    return whole / "public"


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def few(monkeypatch):
    """For what is about exporting and not about pages: only some of them are linked."""
    addresses = links.addresses
    monkeypatch.setattr(links, "addresses", lambda *page: (one for one in addresses(*page) if one.startswith(FEW)))


def export(target: Path) -> Path:
    """Export, and return the folder that is served."""
    exporting.export(target)
    return target / "public"


def command(target: Path) -> None:
    call_command("export_site", target, verbosity=0)


def files(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


# What is in it


def test_every_address_of_the_sitemap_is_a_file_with_the_page(exported, client):
    paths = [urlsplit(address).path for address in located(client)]
    assert len(paths) > 20
    for path in paths:
        text = (exported / name_of(path)).read_text()
        assert f'<link rel="canonical" href="http://testserver{path}">' in text


def test_every_link_in_it_leads_to_a_file_or_a_rule(exported, whole):
    named = set(re.findall(r'^"([^"]+)"', (whole / "rules" / "moved.map").read_text(), re.MULTILINE))
    named |= set(re.findall(r'^"([^"]+)"', (whole / "rules" / "elsewhere.map").read_text(), re.MULTILINE))
    for path in exported.rglob("*.html"):
        at = "/" + str(path.relative_to(exported)).removesuffix("index.html")
        for address in links.addresses(path.read_text(), "text/html", at):
            assert address in named or (exported / name_of(address)).is_file(), (at, address)


@pytest.mark.parametrize(
    "name",
    ["robots.txt", "sitemap.xml", "site.webmanifest", "404.html", "visit-sheet/index.html", "glossary/index.html"]
    + ["conditions/sciatica/hand-out/index.html", "procedures/physical-therapy/evidence/index.html"],
)
def test_what_machines_ask_for_and_every_second_page_is_there(exported, name):
    assert (exported / name).is_file()


def test_a_list_narrowed_by_a_link_is_a_file_of_its_own(exported, client):
    shown = (exported / "conditions" / "area=lower-back.html").read_text()
    assert "Sciatica" in shown
    assert shown != (exported / "conditions" / "index.html").read_text()


def test_every_text_has_its_compressed_copies_and_a_picture_of_points_has_none(exported):
    texts = [path for path in exported.rglob("*") if path.suffix in {".html", ".css", ".js", ".svg", ".xml", ".txt"}]
    assert {path.suffix for path in texts} >= {".html", ".css", ".js", ".svg", ".xml", ".txt"}
    for path in texts:
        content = path.read_bytes()
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == content
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == content
    assert not list(exported.rglob("*.png.gz"))


def test_the_public_s_static_files_are_there_by_their_hashed_names_and_the_desk_s_are_not(exported):
    names = [path.name for path in (exported / "static").rglob("*") if path.is_file()]
    assert any(re.fullmatch(r"suggest\.[0-9a-f]{12}\.js", name) for name in names)
    assert all(re.search(r"\.[0-9a-f]{12}\.", name) for name in names)
    assert not (exported / "static" / "admin").exists() and not (exported / "static" / "desk").exists()


def test_nothing_of_the_desk_and_no_draft_is_in_it(exported):
    assert not {"admin", "drafts", "approvals", "search", "health"} & {path.name for path in exported.iterdir()}
    assert not [path for path in exported.rglob("*.html") if "/admin/" in path.read_text()]


def test_whoever_serves_it_may_read_it(exported):
    assert all(path.stat().st_mode & 0o004 for path in exported.rglob("*"))


def test_the_clinic_s_color_comes_along(loaded, target, few, monkeypatch):
    monkeypatch.setitem(settings.CLINIC, "color", "#7a1f5c")
    content_changed()
    monkeypatch.setattr("tests.website.test_export.FEW", (*FEW, "/clinic-"))
    assert list((export(target) / "clinic-7a1f5c").glob("styles.*.css"))


def test_every_language_that_has_pages_comes_along_with_a_page_for_what_is_absent(staff, target, few):
    text = article(title="Cómo funciona el dolor", authors=["starter-library"])
    draft = actions.create_page(by=staff.author, kind="articles", slug="dolor", manuscript=text, language="es")
    staff.brought(draft, RevisionState.PUBLISHED)
    exported = export(target)
    assert '<html lang="es">' in (exported / "es" / "index.html").read_text()
    assert '<html lang="es">' in (exported / "es" / "404.html").read_text()
    assert '"/es/search/" "/es/a-to-z/";' in (target / "rules" / "elsewhere.map").read_text()
    assert "/es/* /es/404.html 404" in (exported / "_redirects").read_text()


def test_what_is_for_one_person_does_not_come_along(staff, target, few):
    words = f"[A draft]({settings.SITE_URL}/drafts/abc:def/) and [the desk]({settings.SITE_URL}/admin/login/)."
    staff.published(page_at("articles/how-pain-works"), body=f"{page_at('articles/how-pain-works').body}\n\n{words}\n")
    exported = export(target)
    assert not (exported / "drafts").exists() and not (exported / "admin").exists()


# What cannot work in it


def test_it_has_no_form_that_needs_the_site(exported):
    """The visit sheet's own is the browser's."""
    forms = {
        form
        for path in exported.rglob("*.html")
        for form in re.findall(r"<form[^>]*>", path.read_text())
        if "data-alive hidden" not in form
    }
    assert forms == set()


def test_the_search_of_home_is_a_link_to_all_pages_from_a_to_z(exported, whole):
    assert '<a href="/a-to-z/">Find it from A to Z</a>' in (exported / "index.html").read_text()
    assert '"/search/" "/a-to-z/";' in (whole / "rules" / "elsewhere.map").read_text()


def test_the_comparison_says_that_nothing_can_be_chosen(exported):
    compare = (exported / "procedures" / "compare" / "index.html").read_text()
    assert "You cannot choose here." in compare


def test_the_site_itself_keeps_its_forms(exported, client):
    assert b'<form class="find"' in client.get("/").content
    assert b'<form class="narrow"' in client.get("/conditions/").content
    assert b'<form class="choose"' in client.get("/procedures/compare/").content


# Rules


@pytest.fixture
def changed(staff, few, target, monkeypatch) -> Path:
    """An export of a site on which one page has moved, and one of another kind was withdrawn."""
    monkeypatch.setattr("tests.website.test_export.FEW", ("/conditions/", "/articles/"))
    staff.published(page_at("articles/how-pain-works"), slug="why-it-hurts")
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Old.")
    return export(target)


def test_a_former_address_leads_on_with_and_without_its_slash(changed, target):
    moved = (target / "rules" / "moved.map").read_text()
    for address in ("/articles/how-pain-works/", "/articles/how-pain-works"):
        assert f'"{address}" "/articles/why-it-hurts/";' in moved
    assert "/articles/how-pain-works/ /articles/why-it-hurts/ 301" in (changed / "_redirects").read_text()


def test_a_withdrawn_page_leaves_a_page_that_says_so_at_each_of_its_addresses(changed):
    left = {str(path.relative_to(changed).parent) for path in changed.rglob("410.html")}
    assert left == {f"conditions/sciatica{name}" for name in ("", "/options", "/hand-out")}
    assert "This page has been taken down" in (changed / "conditions/sciatica/410.html").read_text()
    assert not (changed / "conditions/sciatica/index.html").exists()
    assert "/conditions/sciatica/ /conditions/sciatica/410.html 410" in (changed / "_redirects").read_text()


def test_one_rule_leads_all_values_of_a_key_to_their_files(exported):
    lines = (exported / "_redirects").read_text().splitlines()
    assert "/conditions/ area=:area /conditions/area=:area.html 200!" in lines
    assert len([line for line in lines if line.startswith("/visit-sheet/")]) == 1


def test_the_headers_file_has_every_header_of_the_site(exported, client):
    said = (exported / "_headers").read_text()
    answer = client.get("/")
    names = ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Referrer-Policy")
    assert all(f"  {name}: {answer[name]}\n" in said for name in names)
    assert headers.MEDIA in said and "  Content-Type:" not in said and "  ETag:" not in said


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/conditions/", "conditions/index.html"),
        ("/conditions/?area=knee&page=2", "conditions/area=knee&page=2.html"),
        ("/visit-sheet/?for=conditions/sciatica", "visit-sheet/for=conditions/sciatica.html"),
        ("/a-to-z/?letter=%C3%81", "a-to-z/letter=%C3%81.html"),
        ("/robots.txt", "robots.txt"),
    ],
)
def test_an_address_has_one_file(address, name):
    assert name_of(address) == name


@pytest.mark.parametrize(
    "address",
    ["/../secret/", "/a/?../b", "/%2e%2e/x", "/a//b/", "/a/?b=$c", "/robots.txt?a=b", f"/a/?b={'c' * 300}", "/a/?a//b"],
)
def test_an_address_that_leads_out_of_the_folder_or_is_no_name_has_none(address):
    with pytest.raises(NoName):
        name_of(address)


# Of one moment, in one step


def test_the_same_content_gives_the_same_bytes(loaded, few, tmp_path):
    assert files(export(tmp_path / "one")) == files(export(tmp_path / "other"))


def test_what_has_not_changed_is_not_written_twice(loaded, few, target):
    before = export(target).resolve()
    after = export(target).resolve()
    assert before != after
    for name in ("index.html", "index.html.gz", "index.html.br"):
        assert (before / name).samefile(after / name)


def test_what_has_changed_is_written_anew_and_leaves_the_last_export_as_it_was(staff, few, target):
    before = export(target).resolve()
    kept = files(before)
    staff.published(page_at("articles/how-pain-works"), title="Why it hurts")
    after = export(target).resolve()
    name = "articles/how-pain-works/index.html"
    assert b"Why it hurts" in gzip.decompress((after / f"{name}.gz").read_bytes())
    assert files(before) == kept


def test_the_last_export_is_kept_and_those_before_it_are_not(target):
    for _ in range(4):
        folder.switch(folder.draft(target), target)
    assert sorted(path.name for path in target.parent.iterdir()) == ["site", "site-3", "site-4"]
    assert target.readlink() == Path("site-4")


def test_an_empty_folder_becomes_an_export(target):
    target.mkdir()
    folder.switch(folder.draft(target), target)
    assert target.readlink() == Path("site-1")


def test_a_folder_of_somebody_else_with_such_a_name_is_left_alone(target):
    mine = target.with_name("site-1")
    mine.mkdir()
    for _ in range(3):
        folder.switch(folder.draft(target), target)
    assert mine.is_dir() and target.readlink() == Path("site-4")


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_what_is_not_an_export_is_refused_and_left_alone(db, target, tmp_path, what):
    other = tmp_path / "other"
    place = target if what == "folder" else other
    if what != "file":
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    if what == "file":
        target.write_text("mine")
    if what == "link":
        target.symlink_to(other)
    with pytest.raises(CommandError, match="is not an export of this site, and not empty"):
        command(target)
    assert (target if what == "file" else place / "mine.txt").read_text() == "mine"


def test_what_a_killed_export_left_is_replaced_and_what_was_served_is_served_on(loaded, few, target):
    served = export(target).resolve()
    draft = folder.draft(target)
    (draft / "public" / "half.html").write_text("half")
    assert (target / "public").resolve() == served
    assert not (export(target) / "half.html").exists()


def test_of_two_exports_to_one_place_the_second_is_refused(db, target):
    with folder.locked(target), pytest.raises(CommandError, match="Another export to .* is at work"):
        command(target)


# What goes wrong


def failing(monkeypatch, address: str, answer) -> None:
    """Let the site give another answer to an address of the export."""
    ask = Site.ask
    monkeypatch.setattr(Site, "ask", lambda self, asked: answer(self, ask) if asked == address else ask(self, asked))


@pytest.fixture
def unchanged(loaded, few, target):
    """An export that must be what it was when the test ends."""
    served = export(target)
    resolved, before = served.resolve(), files(served)
    yield
    assert (served.resolve(), files(served)) == (resolved, before)
    assert not (target.parent / ".site.draft").exists()


def test_an_address_that_fails_is_named_with_the_page_that_leads_to_it(unchanged, target, monkeypatch):
    failing(monkeypatch, "/articles/how-pain-works/", lambda site, ask: ask(site, "/nothing/"))
    with pytest.raises(CommandError, match=r"how-pain-works/ answers 404 \(linked from /[a-z/.-]+\)"):
        command(target)


def test_a_full_disk_is_said_and_nothing_is_switched(unchanged, target, monkeypatch):
    def full(self, *arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Files, "compress", full)
    with pytest.raises(CommandError, match=r"The disk is full\. Nothing was switched"):
        command(target)


def publish_on(monkeypatch, times: int) -> list[int]:
    """Let the content version rise so many times while the export reads the site. Returns where that is counted."""
    counted: list[int] = []

    def answer(site, ask):
        if len(counted) < times:
            counted.append(content_changed())
        return ask(site, "/robots.txt")

    failing(monkeypatch, "/robots.txt", answer)
    return counted


def test_it_begins_again_where_something_is_published_meanwhile(loaded, few, target, monkeypatch):
    counted = publish_on(monkeypatch, times=2)
    made = exporting.export(target)
    assert (len(counted), made.version) == (2, current())


def test_after_three_tries_it_gives_up(unchanged, target, monkeypatch):
    counted = publish_on(monkeypatch, times=5)
    with pytest.raises(CommandError, match="Something was published during each of 3 tries"):
        command(target)
    assert len(counted) == 3


def test_without_second_names_of_files_it_copies(loaded, few, target, monkeypatch):
    export(target)

    def refuses(*arguments):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    exported = export(target)
    assert gzip.decompress((exported / "index.html.gz").read_bytes()) == (exported / "index.html").read_bytes()


def test_what_the_process_writes_afterwards_is_as_private_as_before(loaded, few, target, tmp_path):
    export(target)
    (tmp_path / "later").touch()
    assert not (tmp_path / "later").stat().st_mode & 0o077
