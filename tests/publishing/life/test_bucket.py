"""Pictures in a bucket that speaks S3: over HTTP to a server of its own, under addresses of the site alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as known
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from publishing.life import actions, media, pictures
from publishing.life.models import StoredPicture
from tests import buckets
from tests.conftest import EMPTY
from tests.publishing.life.test_backups import done, files, manage
from tests.publishing.life.whole import ON_SQLITE, url_of
from tests.publishing.uploads import photo
from tests.server import free_port

pytestmark = pytest.mark.skipif(not ON_SQLITE, reason="where pictures are does not hang on the database")


@pytest.fixture(scope="module")
def server():
    with buckets.server() as server:
        yield server


@pytest.fixture
def bucket(server, settings):
    """The site keeps its pictures in an empty bucket."""
    server.clear()
    settings.STORAGES = {**settings.STORAGES, "default": server.storage()}
    settings.PICTURES_S3_ENDPOINT = server.address
    return server


def sent(staff) -> StoredPicture:
    return actions.upload_picture(by=staff.author, raw=photo())


def test_a_picture_is_kept_there_with_all_its_sizes_and_comes_from_an_address_of_ours(staff, bucket, client):
    picture = sent(staff)
    pictures.make_sizes(picture.pk)
    picture.refresh_from_db()
    named = {picture.original, picture.file, *(name for _kind, many in picture.variants for name, _width in many)}
    assert named <= set(bucket.files()) and len(named) > 4
    printed = pictures.as_printed(picture)
    assert printed.url == f"/media/{picture.file}"
    assert all(
        part.strip().startswith("/media/images/") for _kind, names in printed.sources for part in names.split(",")
    )
    answer = client.get(printed.url)
    assert b"".join(answer.streaming_content) == bucket.files()[picture.file]
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "public, max-age=31536000, immutable")


def test_what_is_thrown_away_is_not_there_any_more(staff, bucket):
    picture = sent(staff)
    pictures.remove_files(picture)
    assert bucket.files() == {}


def test_what_is_there_in_full_is_not_written_again_and_half_of_it_is(bucket):
    assert pictures._put("images/a.0123.jpg", b"whole") == "images/a.0123.jpg"
    assert pictures._put("images/a.0123.jpg", b"whole") == "images/a.0123.jpg"
    default_storage.save("images/b.0123.jpg", ContentFile(b"ha"))
    pictures._put("images/b.0123.jpg", b"half")
    assert bucket.files() == {"images/a.0123.jpg": b"whole", "images/b.0123.jpg": b"half"}
    assert sorted(media.names()) == ["images/a.0123.jpg", "images/b.0123.jpg"] and media.size() == 9


def test_a_name_that_is_not_there_is_not_found(bucket, client, loaded):
    assert client.get("/media/images/nothing.jpg").status_code == 404
    assert client.get("/media/images/..%2f..%2fsecret.jpg").status_code == 404


def test_a_bucket_that_is_away_is_said_with_a_time_to_come_again_and_no_page_needs_it(staff, bucket, client, settings):
    picture = sent(staff)
    storage = bucket.storage()
    storage["OPTIONS"]["endpoint_url"] = f"http://127.0.0.1:{free_port()}"
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    client.raise_request_exception = False
    answer = client.get(f"/media/{picture.file}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert client.get("/articles/how-pain-works/").status_code == 200
    before = StoredPicture.objects.count()
    with pytest.raises(OSError, match="bucket"):
        actions.upload_picture(by=staff.author, raw=photo())
    assert StoredPicture.objects.count() == before


@pytest.mark.slow
@pytest.mark.django_db
def test_a_command_says_in_a_sentence_that_the_bucket_is_away(server, tmp_path):
    own = {**server.environment(), "PICTURES_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    shutil.copy(EMPTY, tmp_path / "db.sqlite3")
    load = manage(tmp_path, "load_content", **own)
    complaint = load.communicate(timeout=120)[1].strip()
    assert load.returncode and complaint.startswith("CommandError: The bucket of pictures: Could not connect")
    assert "\n" not in complaint


@pytest.mark.slow
def test_a_backup_brings_pictures_from_a_folder_into_a_bucket_and_back(site, server, tmp_path):
    server.clear()
    old, there, back = files(Path(known.MEDIA_ROOT)), tmp_path / "there", tmp_path / "back"
    url = url_of(connection.settings_dict)
    done(manage(known.DATA_DIR, "backup", tmp_path / "first.backup", url=url))
    done(manage(there, "restore", tmp_path / "first.backup", **server.environment()))
    assert server.files() == old != {}
    assert not files(there / "media")
    assert b"" not in old.values()
    done(manage(there, "backup", tmp_path / "second.backup", **server.environment()))
    done(manage(back, "restore", tmp_path / "second.backup"))
    assert files(back / "media") == old


@pytest.mark.slow
def test_a_restore_takes_what_the_backup_does_not_know_out_of_the_bucket_and_keeps_it_aside(site, server, tmp_path):
    server.clear()
    there, file, own = tmp_path / "there", tmp_path / "site.backup", server.environment()
    done(manage(known.DATA_DIR, "backup", file, url=url_of(connection.settings_dict)))
    done(manage(there, "restore", file, **own))
    before = server.files()
    later = "from django.core.files.storage import default_storage as s; from django.core.files.base import ContentFile"
    later += "; s.save('images/later.jpg', ContentFile(b'l'))"
    done(manage(there, "shell", "-v0", "--no-imports", "-c", later, **own))
    assert "images/later.jpg" in server.files()
    done(manage(there, "restore", file, **own))
    assert server.files() == before
    (aside,) = there.glob("before-*")
    assert (aside / "media/images/later.jpg").read_bytes() == b"l"


@pytest.mark.slow
def test_a_site_that_is_moved_has_its_pictures_in_the_bucket(site, server, tmp_path):
    server.clear()
    url = url_of(connection.settings_dict)
    done(manage(tmp_path / "there", "move_site", "--from", url, "--files", known.DATA_DIR, **server.environment()))
    assert server.files() == files(Path(known.MEDIA_ROOT))


def test_a_site_without_what_speaks_to_a_bucket_says_what_to_install(tmp_path):
    hide = "import sys; sys.modules['storages'] = None; sys.argv = ['manage.py', 'check']; import runpy;"
    code = f"{hide} runpy.run_path('manage.py', run_name='__main__')"
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "PICTURES_S3_BUCKET": "a"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=known.BASE_DIR, check=False
    )
    assert ran.returncode and "requirements-s3.txt" in ran.stderr
