"""Pictures in storage, and what is made from them: it comes with every load, and leaves with none."""

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from publishing.life import actions, dumping, jobs, loading, pictures
from publishing.life.entries import digest_of, entry_of
from publishing.life.models import StoredPicture
from publishing.life.models.version import current
from publishing.life.pictures import as_printed, plate_in
from publishing.text.binding import Picture
from publishing.text.images import drawings
from tests.publishing.at_desk import in_role
from tests.publishing.uploads import saved, scene

pytestmark = pytest.mark.both_databases
LEG = "drawings/leg.svg"


def plate_of(stored: StoredPicture) -> Picture | None:
    return plate_in(stored.variants)


def test_the_plate_of_a_drawing_is_stored_beside_it(loaded, small_library):
    [(what_for, [[file, side]])] = StoredPicture.objects.get(name=LEG).variants
    with default_storage.open(file) as plate:
        assert plate.read() == drawings.plate_of(small_library.pictures[LEG])
    assert (what_for, side) == (StoredPicture.PLATE, 180)
    assert file.startswith("drawings/leg.") and file.endswith(".plate.svg")


def test_a_plate_is_no_other_size_of_its_drawing(loaded):
    assert as_printed(StoredPicture.objects.get(name=LEG)).sources == ()


def test_a_drawing_that_names_no_square_is_stored_without_a_plate(loaded, library_with, small_library):
    plain = small_library.pictures[LEG].replace(b' data-plate="20 10 180"', b"")
    loading.load(library_with(pictures={LEG: plain}))
    assert StoredPicture.objects.get(name=LEG).variants == []


def test_a_changed_drawing_has_a_new_plate_under_another_name(loaded, library_with, small_library):
    before = plate_of(StoredPicture.objects.get(name=LEG))
    moved = small_library.pictures[LEG].replace(b"20 10 180", b"30 10 180")
    loading.load(library_with(pictures={LEG: moved}))
    after = plate_of(StoredPicture.objects.get(name=LEG))
    assert (after.width, after.url != before.url) == (before.width, True)


def test_a_picture_from_before_there_were_plates_gets_one_and_stays_the_library_s(loaded, small_library):
    stored = StoredPicture.objects.get(name=LEG)
    stored.variants = []
    stored.loaded_sha256 = digest_of(entry_of(stored))
    stored.save()
    outcome = loading.load(small_library)
    assert (outcome.records, outcome.conflicts) == (1, [])
    assert plate_of(StoredPicture.objects.get(name=LEG)) is not None


def uploaded(by) -> StoredPicture:
    picture = actions.upload_picture(by=by, raw=saved(scene()))
    return actions.describe_picture(picture=picture, says={"shows": "A door."}, by=by)[0]


def test_sizes_that_cannot_be_made_are_noted_and_tried_again_in_an_hour(loaded, publisher, caplog):
    picture = uploaded(in_role(publisher, "Publisher"))
    StoredPicture.objects.filter(pk=picture.pk).update(needs_sizes=True)
    default_storage.delete(picture.original)
    version = current()
    assert jobs.run("make_sizes").startswith("0 pictures")
    assert [entry.exc_info for entry in caplog.records] == [None]
    assert StoredPicture.objects.get(pk=picture.pk).sizes_failed_at is not None
    jobs.run("make_sizes")
    assert (len(caplog.records), current()) == (1, version)
    earlier = timezone.now() - 2 * jobs.AGAIN
    StoredPicture.objects.filter(pk=picture.pk).update(sizes_failed_at=earlier)
    jobs.run("make_sizes")
    assert len(caplog.records) == 2


def test_sizes_that_somebody_else_made_change_nothing(loaded, publisher, monkeypatch):
    picture = uploaded(in_role(publisher, "Publisher"))
    StoredPicture.objects.filter(pk=picture.pk).update(needs_sizes=True)
    before = current()

    def replaced_meanwhile(*_anything):
        StoredPicture.objects.filter(pk=picture.pk).update(digest="another")
        return "images/x.jpg", []

    monkeypatch.setattr(pictures, "_sizes", replaced_meanwhile)
    assert not pictures.make_sizes(picture.pk)
    assert current() == before


def test_two_uploads_of_one_name_leave_the_first_as_it_is(loaded, publisher, monkeypatch):
    first = uploaded(in_role(publisher, "Publisher"))
    monkeypatch.setattr(pictures, "new_name", lambda: first.name)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.upload_picture(by=publisher, raw=saved(scene(1000, 700)))
    assert default_storage.exists(first.original) and default_storage.exists(first.file)


def test_a_plate_is_no_file_of_a_library(loaded, tmp_path):
    dumping.dump(tmp_path / "dump")
    assert sorted(path.name for path in (tmp_path / "dump" / "drawings").iterdir()) == ["leg.svg", "needle.svg"]
