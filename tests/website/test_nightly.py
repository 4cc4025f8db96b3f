"""The backup of each night: made once, kept for a while, told to whoever looks after the site."""

import dataclasses
import datetime
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as own
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from publishing.desk.front import first_page
from publishing.desk.staff import backup_letters
from publishing.life import jobs, media
from publishing.life.backups import archive, copying, making, nightly
from publishing.life.models import Job
from publishing.management.commands._backups import STATUSES
from tests.conftest import WHOLE
from tests.publishing.at_desk import in_role
from tests.publishing.life.whole import ON_SQLITE
from website import machines
from website import nightly as among_jobs

needs_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="of what is the same on both, on the quicker one")


@pytest.fixture
def known(monkeypatch, settings):
    """The work is among the jobs, as it is on a site with the settings as they come."""
    settings.BACKUP_DAYS = 7
    monkeypatch.setattr(jobs, "_works", dict(jobs._works))
    among_jobs.register()


@pytest.fixture
def folder(tmp_path, settings, django_db_setup, django_db_blocker, monkeypatch):
    """The folder of a site of this process, of which backups are made."""
    place = tmp_path / "site"
    shutil.copytree(settings.MEDIA_ROOT, place / "media")
    shutil.copy(WHOLE, place / "db.sqlite3")
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.BACKUP_DIR = place, place / "media", place / "backups"
    settings.BACKUP_DAYS = 7
    with django_db_blocker.unblock():
        kept, connection.connection = connection.connection, None
        monkeypatch.setitem(connection.settings_dict, "NAME", str(place / "db.sqlite3"))
        yield place
        connection.close()
        connection.connection = kept


def at(monkeypatch, day: int, hour: int) -> None:
    """Let it be an hour of a day in November, by the clinic's clock."""
    moment = datetime.datetime(2026, 11, day, hour, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    monkeypatch.setattr(timezone, "now", lambda: moment)


def made(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


@needs_sqlite
def test_one_is_made_for_each_night_after_two(folder, monkeypatch):
    at(monkeypatch, 20, 1)
    assert nightly.is_due()  # nobody has made last night's
    nightly.make()
    assert not nightly.is_due() and made(folder) == ["site-2026-11-19.backup"]
    at(monkeypatch, 20, 2)
    assert nightly.is_due()
    call_command("backup", nightly=True)
    assert made(folder) == ["site-2026-11-19.backup", "site-2026-11-20.backup"]
    before = (folder / "backups" / "site-2026-11-20.backup").stat().st_mtime_ns
    call_command("backup", nightly=True)
    assert (folder / "backups" / "site-2026-11-20.backup").stat().st_mtime_ns == before
    call_command("restore", str(folder / "backups" / "site-2026-11-20.backup"), check=True)


@needs_sqlite
def test_a_file_of_a_site_that_stood_here_before_takes_no_night_from_this_one(folder, monkeypatch):
    at(monkeypatch, 20, 9)
    nightly.make()
    Job.objects.all().delete()  # as a restore leaves it: what ran at the other site has not run at this one
    assert nightly.is_due()
    nightly.make()
    assert made(folder) == ["site-2026-11-20-2.backup", "site-2026-11-20.backup"]
    assert not nightly.is_due() and first_page.backups()[0].startswith("Last made")
    (folder / "backups" / "site-2026-11-20-2.backup").unlink()
    assert nightly.is_due() and "That file is not in its folder any more." in first_page.backups()


@needs_sqlite
@pytest.mark.parametrize("who", ["the command", "the jobs"])
def test_a_disk_that_was_away_for_a_while_is_no_failure_once_the_night_s_backup_is_there_again(
    folder, known, settings, who
):
    settings.BACKUP_DIR = folder / "mnt"
    settings.BACKUP_DIR.mkdir()
    nightly.make()
    aside = settings.BACKUP_DIR.rename(folder / "away")
    with pytest.raises(making.CannotBackUp):
        nightly.make()
    aside.rename(settings.BACKUP_DIR)
    assert first_page.job_states(tells_failures=True)[-1].is_late and backup_letters._has_failed(jobs.moments())
    if who == "the command":
        assert nightly.make().startswith("There is one of ")
    else:
        assert jobs.run("backup") == ""
    assert "failed" not in str(first_page.job_states(tells_failures=True)[-1].sentence)
    assert not backup_letters._has_failed(jobs.moments())


def test_the_last_of_each_of_some_days_and_weeks_is_kept():
    nights = [date(2026, 11, 27) - datetime.timedelta(days=ago) for ago in range(60)]
    kept = sorted(nightly.kept(nights, days=7, weeks=4), reverse=True)
    assert kept == [
        *(date(2026, 11, day) for day in (27, 26, 25, 24, 23, 22, 21)),
        *(date(2026, 11, 15), date(2026, 11, 8)),  # Sundays; that of the week before stands above
    ]
    far = [date(2026, 11, 27), date(2026, 8, 1), date(2026, 3, 3)]
    assert nightly.kept(far, days=7, weeks=4) == set(far)  # what is old is kept while there is nothing newer


@needs_sqlite
def test_only_its_own_files_are_forgotten_and_only_when_a_new_one_is_there(folder, monkeypatch, settings):
    settings.BACKUP_DAYS, settings.BACKUP_WEEKS = 1, 1
    at(monkeypatch, 20, 9)
    (folder / "backups").mkdir()
    others = ["site-2026-11-01.backup", "before-update.backup", "site-old.backup", ".site-2026-11-02.backup.new"]
    for name in others:
        (folder / "backups" / name).write_text("x")
    os.utime(folder / "backups" / others[-1], (0, 0))

    def is_full(*what, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(copying, "copy", is_full)
        with pytest.raises(CommandError, match="The disk is full"):
            call_command("backup", nightly=True)
    assert made(folder) == sorted(others)
    assert "No space left" in Job.objects.get(pk="backup-failed").outcome and not Job.objects.filter(pk="backup")
    assert not nightly.is_due()  # it is tried again in an hour
    at(monkeypatch, 20, 11)
    assert nightly.is_due()
    call_command("backup", nightly=True)
    assert made(folder) == ["before-update.backup", "site-2026-11-20.backup", "site-old.backup"]
    said = Job.objects.get(pk="backup").outcome
    assert re.match(r"site-2026-11-20\.backup, \d+\.\d MB, not encrypted", said)


@needs_sqlite
def test_why_it_failed_is_in_the_log_also_where_the_database_takes_no_note_of_it(folder, monkeypatch, caplog):
    def is_full(*what, **more):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(making, "make", lambda *what, **more: (_ for _ in ()).throw(archive.NoRoom("No room: 3 MB.")))
    monkeypatch.setattr(jobs, "note_failure", is_full)
    with pytest.raises(archive.NoRoom):
        nightly.make()
    assert "The nightly backup failed: No room: 3 MB." in caplog.text
    assert "could not be noted for the desk: database or disk is full" in caplog.text


@needs_sqlite
def test_a_disk_that_is_not_there_is_a_failure_and_no_folder_is_made_in_its_place(folder, tmp_path, settings):
    settings.BACKUP_DIR = tmp_path / "mnt" / "site"
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", nightly=True)
    assert not (tmp_path / "mnt").exists()
    assert "There is no folder" in Job.objects.get(pk="backup-failed").outcome


@needs_sqlite
def test_without_postgresqls_programs_it_is_made_all_the_same_and_no_picture_is_copied_twice(folder, monkeypatch):
    asked, kept, keep = [], [], media.keep

    def lacks(*, is_neutral_only):
        asked.append(is_neutral_only)
        if not is_neutral_only:
            raise copying.NoProgram("pg_dump was not found.")

    monkeypatch.setattr(copying, "dumper", lacks)
    monkeypatch.setattr(media, "keep", lambda name, place: (kept.append(name), keep(name, place)))
    nightly.make()
    assert asked == [False, True] and len(made(folder)) == 1
    assert sorted(kept) == sorted(media.names()) != []


@pytest.mark.slow
def test_the_jobs_begin_it_beside_them_and_a_timer_waits_for_it(tmp_path):
    if not ON_SQLITE:
        pytest.skip("starts a site on a file of SQLite")
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(WHOLE, data / "db.sqlite3")
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data)}
    command = [sys.executable, own.BASE_DIR / "manage.py", "run_jobs", "--once"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True)
    assert "backup:" not in done.stdout and "Traceback" not in done.stderr
    (file,) = (data / "backups").iterdir()
    assert file.name.startswith("site-") and file.stat().st_mode & 0o777 == 0o600


def test_work_that_is_only_begun_does_not_count_as_done(loaded, monkeypatch, known):
    monkeypatch.setattr(nightly, "is_due", lambda: False)
    assert jobs.run("backup") == ""
    assert not Job.objects.filter(pk="backup").exists()
    jobs.note("backup", "made")
    assert Job.objects.get(pk="backup").outcome == "made"


def test_one_that_failed_is_a_failure_among_the_jobs_once(monkeypatch, db):
    monkeypatch.setattr(nightly, "is_due", lambda: False)
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(5)"])
    process.wait()
    monkeypatch.setattr(among_jobs, "_process", process)
    with pytest.raises(among_jobs.Failed, match="status 5"):
        among_jobs.begin()
    among_jobs.begin()


def test_it_is_known_only_where_the_settings_ask_for_it(known, settings):
    assert jobs.all_work()[-1].name == "backup"
    settings.BACKUP_DAYS = 0
    jobs._works.pop("backup")
    among_jobs.register()
    assert "backup" not in jobs._works


def test_two_days_without_one_are_told_to_a_monitor_and_to_all_of_the_desk(loaded, known, author, client):
    for work in jobs.all_work():
        jobs.note(work.name, "done")
    assert b"overdue" not in machines.ready().content
    Job.objects.filter(pk="backup").update(ran_at=timezone.now() - datetime.timedelta(hours=49))
    assert b"overdue: backup" in machines.ready().content
    client.force_login(in_role(author, "Author"))
    html = client.get("/admin/").content.decode()
    assert "desk-jobs--loud" in html and "The nightly backup" in html


def test_an_administrator_sees_the_last_success_and_at_once_a_failure(loaded, known, author, publisher, client):
    for work in jobs.all_work():
        jobs.note(work.name, "done")
    jobs.note("backup", "site-2026-11-20.backup, 1.4 MB, encrypted")
    client.force_login(in_role(author, "Administrator"))
    html = client.get("/admin/").content.decode()
    assert "Last made today at" in html and "1.4 MB, encrypted." in html and "desk-jobs--loud" not in html
    jobs.note_failure("backup", "The disk is full.")
    html = client.get("/admin/").content.decode()
    assert "desk-jobs--loud" in html and "The nightly backup: failed today at" in html and "The disk is full." in html
    assert "Last made today at" in html and "Last failed today at" in html
    jobs.note("backup", "site-2026-11-21.backup, 1.4 MB, encrypted")
    html = client.get("/admin/").content.decode()
    assert "desk-jobs--loud" not in html and "Last failed today at" in html
    client.force_login(in_role(publisher, "Publisher"))
    assert "desk-backups" not in client.get("/admin/").content.decode()


def test_the_desk_says_where_they_are_as_lost_as_the_site_and_where_none_are_made(db, settings, tmp_path):
    settings.BACKUP_DAYS, settings.BACKUP_DIR = 7, tmp_path
    assert any("They are on the disk of the site" in said for said in first_page.backups())
    settings.BACKUP_DIR = Path("/proc")  # another file system
    assert first_page.backups() == ["None was made yet."]
    settings.BACKUP_DAYS = 0
    assert first_page.backups() == ["None are made by themselves: BACKUP_DAYS is 0."]


def test_without_a_file_the_command_asks_for_one():
    with pytest.raises(CommandError, match="Name the file"):
        call_command("backup")


def test_a_night_with_several_files_is_one_night():
    nights = [date(2026, 11, 27) - datetime.timedelta(days=ago) for ago in range(10)]
    assert nightly.kept([*nights, *[nights[0]] * 4], days=7, weeks=0) == set(nights[:7])


@needs_sqlite
def test_what_was_just_made_is_kept_whatever_the_settings_say(folder, monkeypatch, settings):
    settings.BACKUP_DAYS = settings.BACKUP_WEEKS = 0
    at(monkeypatch, 20, 9)
    nightly.make()
    assert made(folder) == ["site-2026-11-20.backup"]


@needs_sqlite
def test_one_that_finds_another_at_work_has_not_failed(folder):
    with making.only_one(), pytest.raises(making.AtWork):
        nightly.make()
    assert not Job.objects.filter(pk="backup-failed").exists() and nightly.is_due()


@needs_sqlite
def test_old_ones_that_cannot_be_deleted_do_not_take_the_success_back(folder, monkeypatch, caplog):
    def refuse(newest):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(nightly, "forget_old", refuse)
    assert nightly.make().startswith("site-") and Job.objects.filter(pk="backup").exists()
    assert "could not be deleted" in caplog.text


def test_a_disk_that_fails_is_one_without_the_backup(loaded, known, publisher, client, monkeypatch):
    jobs.note("backup", "site-2026-11-20.backup, 1.4 MB, encrypted")

    def fail(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "is_file", fail)
    assert not nightly.is_there("site-2026-11-20.backup, 1.4 MB")
    assert "That file is not in its folder any more." in first_page.backups()


def ended(monkeypatch, status: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({status})"])
    process.wait()
    monkeypatch.setattr(among_jobs, "_process", process)


def test_one_that_ended_without_a_word_is_told_at_the_desk(loaded, monkeypatch):
    ended(monkeypatch, 5)
    with pytest.raises(among_jobs.Failed):
        among_jobs.begin()
    assert "status 5" in Job.objects.get(pk="backup-failed").outcome


def test_one_that_said_why_it_failed_keeps_its_own_words(loaded, monkeypatch):
    jobs.note_failure("backup", "The disk is full.")
    ended(monkeypatch, 5)
    with pytest.raises(among_jobs.Failed):
        among_jobs.begin()
    assert Job.objects.get(pk="backup-failed").outcome == "The disk is full."


def test_one_that_found_another_at_work_is_begun_again_and_nobody_is_told(loaded, monkeypatch):
    begun = []
    monkeypatch.setattr(among_jobs.supervisor, "started", lambda command: begun.append(command))
    ended(monkeypatch, STATUSES[making.AtWork])
    among_jobs.begin()
    assert len(begun) == 1 and not Job.objects.filter(pk="backup-failed").exists()


def test_one_that_was_killed_is_told_at_the_desk_and_tried_again_in_an_hour(loaded, monkeypatch):
    process = subprocess.Popen([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    process.wait()
    monkeypatch.setattr(among_jobs, "_process", process)
    with pytest.raises(among_jobs.Failed, match="status -9"):
        among_jobs.begin()
    assert "killed (signal 9)" in Job.objects.get(pk="backup-failed").outcome
    assert not nightly.is_due()


class AtWork:
    """A backup that takes two minutes of a clock which only waiting moves on."""

    def __init__(self, status: int = 0) -> None:
        self.seconds, self.status = 0.0, status

    def monotonic(self) -> float:
        return 1000 + self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def poll(self) -> int | None:
        return self.status if self.seconds > 120 else None


@pytest.fixture
def timer(known, loaded, monkeypatch):
    """What a timer calls, with a backup that it has begun and that ends with a status."""

    def run(status: int = 0) -> AtWork:
        process = AtWork(status)
        monkeypatch.setattr(among_jobs, "_process", process)
        monkeypatch.setattr("website.management.commands.run_jobs.time", process)
        call_command("run_jobs", once=True)
        return process

    monkeypatch.setattr("publishing.life.outage.open_but_never_make", lambda database: None)
    monkeypatch.setattr("publishing.life.outage.limit", lambda database, lock: None)
    monkeypatch.setattr("website.management.commands.run_jobs.close_old_connections", lambda: None)
    return run


def test_what_is_due_while_a_timer_s_run_makes_the_backup_does_not_wait_for_it(timer, monkeypatch, capsys):
    ran = []
    work = next(work for work in jobs.all_work() if work.name == "publish_due")
    monkeypatch.setitem(jobs._works, work.name, dataclasses.replace(work, run=lambda: ran.append(1) or f"{len(ran)}"))
    timer()
    assert 5 <= len(ran) <= 8  # every 20 seconds of two minutes
    assert capsys.readouterr().out.count("publish_due: ") == 1


def test_a_timer_s_run_waits_for_the_backup_and_tells_the_desk_that_it_was_killed(timer):
    with pytest.raises(CommandError, match="1 of .* jobs failed: backup."):
        timer(-9)
    assert "killed (signal 9)" in Job.objects.get(pk="backup-failed").outcome
    assert not nightly.is_due()


def test_a_timer_s_run_that_found_another_backup_at_work_has_not_failed_and_begins_none(timer, monkeypatch):
    begun = []
    monkeypatch.setattr(among_jobs.supervisor, "started", lambda command: begun.append(command))
    timer(STATUSES[making.AtWork])
    assert begun == []
