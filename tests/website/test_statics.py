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
        (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")

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
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    statics.collect()
    assert len(collected) == 2
