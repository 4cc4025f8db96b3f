"""Sources, people and pictures that came with a library: the library's words come in, and never against the staff's."""

import copy
import importlib

import pytest
from django.apps import apps
from django.core.management import call_command

from publishing.life import entries, loading
from publishing.life.models import Contributor, Source, StoredPicture
from publishing.life.models.version import current
from tests.publishing import samples

pytestmark = pytest.mark.both_databases

#: What staff may change of a row, as the admin saves it.
CHANGES = [
    (Source, "koes2007", {"title": "Our own title"}),
    (Source, "koes2007", {"superseded_by_id": "nice-ng59"}),
    (Source, "koes2007", {"url": "", "year": None}),
    (Contributor, "starter-library", {"name": "The clinic", "about": "We wrote it."}),
]


def changed(model, pk: str, values: dict):
    """A row as staff have changed it."""
    model.objects.filter(pk=pk).update(**values)
    return model.objects.get(pk=pk)


def newer(found, model, pk: str, **values) -> dict:
    """The list of a library in which one entry says something else."""
    name = "sources" if model is Source else "contributors"
    records = copy.deepcopy(getattr(found, name))
    next(record for record in records if record["id"] == pk).update(values)
    return {name: records}


def without(found, name: str, pk: str) -> dict:
    return {name: [record for record in getattr(found, name) if record["id"] != pk]}


@pytest.mark.parametrize(("model", "pk", "values"), CHANGES)
def test_what_staff_changed_stands_when_the_same_library_is_loaded(loaded, small_library, model, pk, values):
    before, version = changed(model, pk, values), current()
    outcome = loading.load(small_library)
    assert (outcome.records, outcome.conflicts) == (0, [])
    assert entries.entry_of(model.objects.get(pk=pk)) == entries.entry_of(before)
    assert current() == version


@pytest.mark.parametrize(("model", "pk", "values"), CHANGES)
def test_it_stands_when_load_content_is_run_twice(loaded, tmp_path, model, pk, values, capsys):
    before = changed(model, pk, values)
    folder = samples.small(tmp_path).root
    for _run in range(2):
        call_command("load_content", content=folder)
        assert entries.entry_of(model.objects.get(pk=pk)) == entries.entry_of(before)
    assert capsys.readouterr().out.count(" 0 conflicts\n") == 2


def test_a_changed_entry_comes_in_where_staff_changed_nothing(loaded, small_library, library_with):
    outcome = loading.load(library_with(**newer(small_library, Source, "koes2007", title="A newer title")))
    assert (outcome.records, outcome.conflicts) == (1, [])
    assert Source.objects.get(pk="koes2007").title == "A newer title"


def test_a_changed_entry_meets_the_staff_s_row_as_a_conflict_that_is_reported_once(loaded, small_library, library_with):
    changed(Source, "koes2007", {"title": "Our own title"})
    found = library_with(**newer(small_library, Source, "koes2007", title="A newer title"))
    outcome = loading.load(found)
    assert outcome.records == 0
    assert [conflict.partition(":")[0] for conflict in outcome.conflicts] == ["sources/koes2007"]
    source = Source.objects.get(pk="koes2007")
    assert entries.differences(source) == [("title", "Our own title", "A newer title")]
    assert loading.load(found).conflicts == []
    assert Source.objects.get(pk="koes2007").title == "Our own title"


def test_a_row_that_staff_made_the_same_as_the_library_s_is_the_library_s_again(loaded, small_library, library_with):
    changed(Source, "koes2007", {"title": "A newer title"})
    loading.load(library_with(**newer(small_library, Source, "koes2007", title="A newer title")))
    assert not entries.is_changed_here(Source.objects.get(pk="koes2007"))
    outcome = loading.load(library_with(**newer(small_library, Source, "koes2007", title="The newest title")))
    assert (outcome.records, outcome.conflicts) == (1, [])


def test_rows_from_before_digests_were_kept_are_the_library_s_where_they_say_the_same(loaded, small_library):
    for model in (Source, Contributor, StoredPicture):
        model.objects.update(loaded_sha256="")
    changed(Source, "koes2007", {"title": "Our own title"})
    outcome = loading.load(small_library)
    assert outcome.records == 0
    assert [conflict.partition(":")[0] for conflict in outcome.conflicts] == ["sources/koes2007"]
    known = {source.pk for source in Source.objects.all() if not entries.is_changed_here(source)}
    assert known == {record["id"] for record in small_library.sources} - {"koes2007"}
    assert Source.objects.get(pk="koes2007").title == "Our own title"
    assert not Contributor.objects.filter(loaded_sha256="").exists()


def test_a_row_that_staff_added_is_never_the_library_s(loaded, small_library, library_with):
    Source.objects.create(id="ours", title="Ours", publisher="The clinic", kind="leaflet")
    outcome = loading.load(small_library)
    assert (outcome.left, outcome.conflicts) == ([], [])
    theirs = {"id": "ours", "title": "Theirs", "publisher": "Somebody", "kind": "study"}
    outcome = loading.load(library_with(sources=[*small_library.sources, theirs]))
    assert len(outcome.conflicts) == 1
    assert Source.objects.get(pk="ours").title == "Ours"


@pytest.mark.parametrize(
    ("model", "name", "pk"), [(Source, "sources", "jensen2019"), (Contributor, "contributors", "starter-library")]
)
def test_a_row_that_the_library_has_no_more_stays_and_is_reported_until_it_is_kept(
    loaded, small_library, library_with, model, name, pk
):
    gone = library_with(**without(small_library, name, pk))
    assert _met(model, gone).left == [f"{name}/{pk}"]
    assert model.objects.get(pk=pk).left_at is not None
    assert _met(model, gone).left == [f"{name}/{pk}"]
    assert _met(model, small_library).left == []
    assert model.objects.get(pk=pk).left_at is None


def _met(model, found) -> entries.Met:
    return entries.meet(model, found.sources if model is Source else found.contributors, found.own)


def test_a_picture_from_before_digests_were_kept_is_the_library_s(loaded, small_library, library_with):
    before = dict(StoredPicture.objects.values_list("name", "loaded_sha256"))
    StoredPicture.objects.update(loaded_sha256="")
    migration = importlib.import_module("publishing.migrations.0005_pictures_remember_their_entry")
    migration.remember(apps, None)
    assert dict(StoredPicture.objects.values_list("name", "loaded_sha256")) == before
    newer = {**small_library.pictures, "drawings/leg.svg": small_library.pictures["drawings/leg.svg"] + b"\n"}
    outcome = loading.load(library_with(pictures=newer))
    assert (outcome.records, outcome.conflicts) == (1, [])
