"""A site that is written out and loaded into an empty database: the same addresses with the same answers."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from publishing.life import actions, dumping, entries, leaving, loading
from publishing.life.actions import following
from publishing.life.models import FormerAddress, Page, Source, StoredPicture
from publishing.life.states import RevisionState
from publishing.text import library
from publishing.text.records import InIt, License
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.publishing import samples
from tests.publishing.uploads import photo

pytestmark = pytest.mark.both_databases

MAIN = re.compile(r"<main.*</main>", re.DOTALL)
OFFERED = {"epidural-steroid-injection": "referred", "physical-therapy": "here"}
LINK = "## A\n\nOn [this]({}) and [that]({}) page. [@koes2007]"


@pytest.fixture
def site(transactional_db, small_library, author, reviewer, publisher):
    """A site on which staff have done everything that a dump must carry."""
    if not Page.objects.exists():
        loading.load(small_library)
    staff = Staff(author, reviewer, publisher)
    staff.published(page_at("articles/how-pain-works"), slug="why-it-hurts", title="Why it hurts")
    staff.new_page("articles", "a-draft", article("Not public yet"), RevisionState.DRAFT)
    body = LINK.format("../articles/your-first-visit.md", "../articles/a-draft.md")
    staff.new_page("articles", "naming", article("Naming", body=body, related=["articles/how-pain-works"]))
    staff.published(page_at("snippets/warning-signs"), slug="alarm-signs")
    naming = page_at("articles/naming")
    actions.withdraw(page=page_at("articles/your-first-visit"), by=publisher, note="A dose\nwas wrong.", instead=naming)
    actions.withdraw(page=page_at("glossary/disc"), by=publisher, note="Unclear.")
    said = {page_at(f"procedures/{slug}").pk: value for slug, value in OFFERED.items()}
    actions.say_offered(said=said, seen=dict.fromkeys(said, ""), by=publisher)
    staff.new_page("conditions", "begun", small_library.texts["en", "conditions", "sciatica"], RevisionState.DRAFT)
    Source.objects.filter(pk="koes2007").update(title="Our own title", superseded_by="nice-ng59")
    Source.objects.create(id="ours", title="Ours", publisher="The clinic", kind="leaflet")
    Page.objects.update(reviewed_on=None, reviewed_by=None, review_due_on=None)  # no library carries a review
    yield staff
    call_command("flush", interactive=False, verbosity=0)


def addresses() -> list[str]:
    """Every address that is, or was, or will be a page's, and the lists."""
    names = {(page.kind, page.slug) for page in (*Page.objects.all(), *FormerAddress.objects.all())}
    return [
        "/",
        "/articles/",
        "/conditions/",
        "/procedures/",
        "/glossary/",
        *(f"/{kind}/{slug}/" for kind, slug in sorted(names)),
    ]


def answers(asked: list[str]) -> dict[str, tuple[int, str, str]]:
    """Status, place and text of each address."""
    found = {}
    for address in asked:
        response = Client().get(address)
        main = MAIN.search(response.content.decode())
        found[address] = (response.status_code, response.headers.get("Location", ""), main[0] if main else "")
    return found


def move(folder) -> None:
    """Write the site out, empty the database, and load what was written."""
    call_command("dump_content", content=folder, verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_content", content=folder)


def test_a_site_that_was_moved_answers_as_before_at_every_address(site, tmp_path):
    asked = addresses()
    before = answers(asked)
    assert {status for status, _place, _text in before.values()} == {200, 301, 404, 410}
    assert "Our own title" in before["/articles/naming/"][2]
    assert "Read this instead" in before["/articles/your-first-visit/"][2]
    move(tmp_path / "out")
    assert answers(asked) == before


def test_a_site_that_follows_its_links_after_the_move_names_the_pages_of_now(site, tmp_path):
    move(tmp_path / "out")
    following.follow_links()
    assert "articles/why-it-hurts" in page_at("articles/naming").live_revision.manuscript


def test_the_library_that_it_came_from_changes_nothing_of_a_site_that_was_moved(site, tmp_path, small_library, capsys):
    """Nor does what was dumped, loaded once more: a start comes after each move."""
    asked = addresses()
    before = answers(asked)
    move(tmp_path / "out")
    for found in (small_library, library.scan(tmp_path / "out"), small_library):
        outcome = loading.load(found)
        assert (outcome.new, outcome.changed, outcome.records, outcome.conflicts) == (0, 0, 0, [])
        assert (outcome.left, outcome.urgent, outcome.recalled) == ([], [], [])
        assert answers(asked) == before


def test_a_dump_over_a_library_that_was_loaded_first_gives_the_site_too(site, tmp_path, small_library):
    asked = addresses()
    before = answers(asked)
    call_command("dump_content", content=tmp_path / "out", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    loading.load(small_library)
    call_command("load_content", content=tmp_path / "out")
    assert answers(asked) == before
    assert loading.load(small_library).changed == 0
    assert answers(asked) == before


def test_what_staff_changed_is_the_staff_s_in_a_site_that_was_moved(site, tmp_path):
    move(tmp_path / "out")
    source = Source.objects.get(pk="koes2007")
    assert source.title == "Our own title" and entries.is_changed_here(source)
    assert Source.objects.get(pk="ours").loaded_sha256 == ""
    own = set(Page.objects.filter(is_own=True).values_list("slug", flat=True))
    assert own == {"why-it-hurts", "naming", "alarm-signs"}


def test_what_the_clinic_does_itself_is_said_in_a_site_that_was_moved(site, tmp_path):
    move(tmp_path / "out")
    assert dict(Page.objects.exclude(offered="").values_list("slug", "offered")) == OFFERED
    assert not Page.objects.filter(slug__in=OFFERED, is_own=True).exists()


def test_a_second_dump_is_the_first(site, tmp_path):
    move(tmp_path / "one")
    call_command("dump_content", content=tmp_path / "two", verbosity=0)
    assert files(tmp_path / "two") == files(tmp_path / "one")


def files(root) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_was_kept_is_not_asked_about_in_a_site_that_was_moved(site, tmp_path):
    leaving.keep_record(StoredPicture.objects.get(name="drawings/needle.svg"))
    leaving.keep_page(page_at("articles/warning-signs"), site.publisher)
    move(tmp_path / "out")
    assert StoredPicture.objects.get(name="drawings/needle.svg").loaded_sha256 == ""
    assert page_at("articles/warning-signs").is_own


def test_what_was_said_of_a_picture_moves_with_it(site, tmp_path):
    sent, ours = actions.upload_picture(by=site.author, raw=photo()), {"in_it": InIt.NOT_ASKED, "license": License.MADE}
    said = {"shows": "The front door.", "credit": "Us", "caption": "", "focus_x": 0, "focus_y": 70, **ours}
    StoredPicture.objects.filter(pk=sent.pk).update(is_staged=False, **said)
    StoredPicture.objects.filter(name="drawings/needle.svg").update(is_decoration=True)
    move(tmp_path / "out")
    assert StoredPicture.objects.filter(name=sent.name).values(*said).get() == said
    (plate,) = StoredPicture.objects.get(name=sent.name).variants[-1][1]
    assert default_storage.exists(plate[0]) and "plate" in plate[0]
    assert StoredPicture.objects.get(name="drawings/needle.svg").is_decoration
    call_command("dump_content", content=tmp_path / "again", verbosity=0)
    assert files(tmp_path / "again") == files(tmp_path / "out")
    assert loading.load(library.scan(tmp_path / "out")).records == 0


def test_a_list_of_pictures_names_pictures_that_are_there(site, tmp_path):
    call_command("dump_content", content=tmp_path / "out", verbosity=0)
    (tmp_path / "out" / "credits.yaml").write_text("- name: images/none.jpg\n  credit: Us\n")
    assert [str(fault) for fault in library.read(tmp_path / "out").faults] == [
        "credits.yaml:1: there is no picture 'images/none.jpg'"
    ]


def test_a_dump_of_two_words_that_are_written_the_same_has_both(site, tmp_path):
    actions.withdraw(page=page_at("glossary/nerve-root"), by=site.publisher, note="Unclear.")
    text = page_at("glossary/nerve-root").live_revision.manuscript
    site.new_page("glossary", "root-of-a-nerve", text.replace("The start", "Where a nerve starts, the start"))
    call_command("dump_content", content=tmp_path / "out", verbosity=0)
    assert library.read(tmp_path / "out").faults == []


# The folder


def test_dump_content_asks_for_a_folder(loaded):
    with pytest.raises(CommandError, match="--content"):
        call_command("dump_content")


@pytest.mark.parametrize("stranger", ["a-note.txt", ".hidden", "articles/old.md"])
def test_dump_content_refuses_a_folder_that_holds_something(loaded, tmp_path, stranger):
    path = tmp_path / stranger
    path.parent.mkdir(exist_ok=True)
    path.write_text("here before")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("dump_content", content=tmp_path)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]


def test_dump_content_prints_what_is_wrong_with_what_it_wrote(loaded, tmp_path, capsys):
    Source.objects.filter(pk="acp2017").update(kind="hearsay")
    with pytest.raises(CommandError, match="1 faults in what was written"):
        call_command("dump_content", content=tmp_path / "out")
    assert "sources.yaml:" in capsys.readouterr().err
    assert dumping.check(tmp_path / "out")


def test_an_empty_folder_is_as_good_as_a_new_one(loaded, tmp_path):
    call_command("dump_content", content=tmp_path, verbosity=0)
    assert library.read(tmp_path).faults == []


def test_a_library_as_it_came_has_no_list_of_the_clinic_s(loaded, tmp_path):
    call_command("dump_content", content=tmp_path / "out", verbosity=0)
    assert not {"clinic.yaml", "withdrawn.yaml"} & files(tmp_path / "out").keys()
    assert samples.SMALL.keys() == files(tmp_path / "out").keys()
