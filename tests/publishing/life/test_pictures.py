"""Pictures in storage, and what is made from them: it comes with every load, and leaves with none."""

import pytest
from django.core.files.storage import default_storage

from publishing.life import dumping, loading
from publishing.life.entries import digest_of, entry_of
from publishing.life.models import StoredPicture
from publishing.life.pictures import as_printed, plate_in
from publishing.text.binding import Picture
from publishing.text.images import drawings

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


def test_a_plate_is_no_file_of_a_library(loaded, tmp_path):
    dumping.dump(tmp_path / "dump")
    assert sorted(path.name for path in (tmp_path / "dump" / "drawings").iterdir()) == ["leg.svg", "needle.svg"]
