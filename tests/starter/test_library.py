"""The starter library, which is content/: it comes in whole, comes out as it was, and every page of it stands."""

import shutil

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command

from glossary.models import Term
from publishing.life import dumping, loading
from publishing.life.models import Page, Source, StoredPicture
from publishing.life.states import PageStatus
from tests.publishing.desk.test_forms import saved

pytestmark = pytest.mark.usefixtures("starter_database")


def files(root) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_everything_in_the_library_is_public(db, starter_library):
    live = set(Page.objects.filter(status=PageStatus.LIVE).values_list("language", "kind", "slug"))
    assert live == set(starter_library.texts)
    assert set(Source.objects.values_list("pk", flat=True)) == {record["id"] for record in starter_library.sources}
    assert Term.objects.live().count() > 50
    assert set(StoredPicture.objects.values_list("name", flat=True)) == set(starter_library.pictures)
    assert all(default_storage.exists(picture.file) for picture in StoredPicture.objects.all())


def test_a_second_load_changes_nothing(db, starter_library):
    outcome = loading.load(starter_library)
    assert (outcome.new, outcome.changed, outcome.records) == (0, 0, 0)
    assert outcome.unchanged == len(starter_library.texts)


def test_what_is_in_content_comes_back_as_the_same_bytes(db, tmp_path):
    dumping.dump(tmp_path)
    assert files(tmp_path) == {
        name: content for name, content in files(settings.CONTENT_DIR).items() if name != "LICENSE"
    }


def test_the_files_are_in_their_one_form(starter_library, tmp_path):
    copy = shutil.copytree(settings.CONTENT_DIR, tmp_path / "content")
    call_command("format_content", content=copy, verbosity=0)
    assert files(copy) == files(settings.CONTENT_DIR)


def test_opening_and_saving_a_page_at_the_desk_changes_none(db):
    pages = Page.objects.filter(status=PageStatus.LIVE).select_related("live_revision")
    assert pages
    assert [page.address for page in pages if saved(page) != page.live_revision.manuscript] == []
