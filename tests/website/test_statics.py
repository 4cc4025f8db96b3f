"""An unchanged start collects no static file again."""

import pytest

from website import statics


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    made = []

    def collect(*_arguments, **_options):
        made.append(1)
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        settings.STATIC_ROOT.with_name("static-files.json").write_text("{}")

    monkeypatch.setattr(statics, "call_command", collect)
    statics.collect()
    return made


def test_a_second_start_collects_nothing(collected):
    statics.collect()
    assert len(collected) == 1


def test_a_changed_file_is_collected(collected, monkeypatch):
    monkeypatch.setattr("website.finders.bundle", lambda name: b"a { color: red }")
    statics.collect()
    assert len(collected) == 2


def test_files_that_are_gone_are_collected(collected, settings):
    settings.STATIC_ROOT.rmdir()
    statics.collect()
    assert len(collected) == 2


def test_a_list_that_is_gone_is_made_again(collected, settings):
    settings.STATIC_ROOT.with_name("static-files.json").unlink()
    statics.collect()
    assert len(collected) == 2


def test_the_list_of_an_earlier_release_is_taken_from_the_public(collected, settings, monkeypatch):
    for ending in ("", ".gz", ".br"):
        (settings.STATIC_ROOT / f"staticfiles.json{ending}").write_text("{}")
    monkeypatch.setattr("website.finders.bundle", lambda name: b"a { color: red }")
    statics.collect()
    assert list(settings.STATIC_ROOT.iterdir()) == []


@pytest.mark.parametrize("name", ["staticfiles.json", "static-files.json", "../static-files.json"])
def test_nobody_reads_which_files_there_are(loaded, client, name):
    assert client.get(f"/static/{name}").status_code == 404


def test_no_list_stands_among_the_files():
    from django.conf import settings

    assert list(settings.STATIC_ROOT.rglob("static*.json*")) == []
    assert settings.STATIC_ROOT.with_name("static-files.json").exists()
