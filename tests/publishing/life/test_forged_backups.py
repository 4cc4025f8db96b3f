"""What may have been put in the place of a backup: it is refused in a sentence, takes no memory, touches nothing."""

import gzip
import hashlib
import io
import json
import random
import shutil
import sqlite3
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from publishing.life.backups import archive, copying, making, unpacking
from tests.publishing.life.test_backups import added, done, failed, manage, needs_both, needs_sqlite, repacked, state
from tests.publishing.life.whole import url_of


@pytest.fixture
def key(tmp_path) -> pyrage.x25519.Identity:
    found = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(found))
    return found


# Not encrypted, where ours are


@needs_sqlite
@pytest.mark.parametrize("known", ["a key", "BACKUP_KEY"])
@pytest.mark.parametrize("check", [True, False])
def test_a_plain_file_is_not_taken_for_ours_where_ours_are_encrypted(
    folder, file, tmp_path, settings, key, known, check
):
    before = state(folder)
    given = {"key": tmp_path / "key"} if known == "a key" else {}
    if known == "BACKUP_KEY":
        settings.BACKUP_KEY = str(key.to_public())
    status, said = failed("restore", file, check=check, **given)
    assert (status, said) == (3, f"{file} is not encrypted, though a key was given or BACKUP_KEY is set.")
    assert state(folder) == before and not list(folder.glob("before-*"))
    call_command("restore", str(file), "--not-encrypted", check=check, **given)


@needs_sqlite
def test_an_encrypted_one_is_read_whatever_was_said_of_it(folder, tmp_path, settings, key):
    settings.BACKUP_KEY = str(key.to_public())
    call_command("backup", str(tmp_path / "site.backup"))
    for said in ([], ["--not-encrypted"]):
        call_command("restore", str(tmp_path / "site.backup"), *said, key=tmp_path / "key", check=True)


# Memory


def header(name: str, kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


DIGITS = b"%d size=%s\n" % (5_011, b"1" * 5_000)
LARGE = {
    "a size of many digits": [header("x", tarfile.XHDTYPE, len(DIGITS)), DIGITS + bytes(-len(DIGITS) % 512)]
    + [header(archive.MANIFEST, tarfile.REGTYPE, 2)],
    "a long name": [header("././@LongLink", tarfile.GNUTYPE_LONGNAME, 200 << 20)],
    "a long link": [header("././@LongLink", tarfile.GNUTYPE_LONGLINK, 200 << 20)],
    "much said of a file": [header("x", tarfile.XHDTYPE, 200 << 20)],
    "much said of all files": [header("x", tarfile.XGLTYPE, 200 << 20)],
    "a file with holes": [header("x", tarfile.GNUTYPE_SPARSE, 200 << 20)],
    "a manifest of nothing else": [header(archive.MANIFEST, tarfile.REGTYPE, 200 << 20)],
}


@needs_sqlite
@pytest.mark.parametrize("what", LARGE)
def test_a_small_file_that_says_it_is_large_takes_no_memory(tmp_path, what):
    with gzip.open(tmp_path / "large", "wb", compresslevel=1) as packed:
        for part in LARGE[what]:
            packed.write(part)
        for _ in range(200):
            packed.write(bytes(1 << 20))
    assert peak(tmp_path / "large", tmp_path / "there") < 8 << 20


@needs_sqlite
def test_a_manifest_of_many_small_things_takes_no_more_memory_than_it_is_long(tmp_path):
    raw = b"[" + b"[]," * ((60 << 20) // 3) + b"[]]"
    with gzip.open(tmp_path / "large", "wb", compresslevel=1) as packed:
        packed.write(header(archive.MANIFEST, tarfile.REGTYPE, len(raw)) + raw + bytes(-len(raw) % 512))
    assert peak(tmp_path / "large", tmp_path / "there") < 3 * len(raw)


def peak(file: Path, there: Path) -> int:
    """The bytes that reading a file takes which is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(archive.BadBackup):
            unpacking.unpack(file, there, is_ours=making.is_ours)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# Names


@needs_sqlite
def test_a_picture_with_a_long_name_comes_back(folder, tmp_path):
    names = [f"drawings/{'a' * 180}.svg", "drawings/a b\n=é.svg"]
    for name in names:
        (folder / "media" / name).write_text(name)
    before = state(folder)
    call_command("backup", str(tmp_path / "site.backup"))
    for name in names:
        (folder / "media" / name).unlink()
    call_command("restore", str(tmp_path / "site.backup"))
    assert state(folder) == before


@needs_sqlite
def test_an_older_backup_from_postgresql_with_a_lock_left_in_it_is_read(folder, file):
    repacked(file, added(copying.LOCK, b""))
    call_command("restore", str(file), check=True)


# A thousand dice


HOSTILE = (
    *(float("nan"), float("inf"), -1, True, None, 10**400, 2**63, 0, [], {}, "", "../up", "/tmp/up", "\0", "\ud800"),
    *("\x1b[2J", [[]], {"a": {}}, "a" * 5_000, 99, 1.5),
)
NAMES = (
    *("../up", "/tmp/up", "media/../../up", "media/./a", "media//a", "media", "media/", ".", "", "site.sqlite3/a"),
    *(f"{copying.DATABASE}-{ending}" for ending in ("wal", "shm", "journal")),
    *("manifest.json", ".backup", "db.sqlite3", "media/" + "a" * 300, "media/" + "a/" * 400, "media/\udc80"),
    *("media/\n", "settings.env ", "SITE.SQLITE3", "secret-key/..", "media/drawings"),
)
TYPES = b"0123456789xgLKSVD\0Aa"


def some_bits(raw: bytes, dice: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(dice.choice((1, 1, 3, 30))):
        changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def some_blocks(raw: bytes, dice: random.Random) -> bytes:
    """An archive with blocks left out, twice, exchanged, or of noughts."""
    blocks = [raw[place : place + 512] for place in range(0, len(raw), 512)]
    for _ in range(dice.choice((1, 2, 5))):
        one, other = dice.randrange(len(blocks)), dice.randrange(len(blocks))
        how = dice.choice(("out", "twice", "exchanged", "nought", "cut"))
        if how == "out":
            del blocks[one]
        elif how == "twice":
            blocks.insert(one, blocks[other])
        elif how == "exchanged":
            blocks[one], blocks[other] = blocks[other], blocks[one]
        elif how == "nought":
            blocks[one] = bytes(512)
        else:
            blocks = blocks[: one + 1]
    return b"".join(blocks)


def a_header(raw: bytes, dice: random.Random) -> bytes:
    """An archive in which a header says something else, and adds up."""
    with tarfile.open(fileobj=io.BytesIO(raw)) as members:
        place = dice.choice(members.getmembers()).offset
    head = bytearray(raw[place : place + 512])
    if dice.random() < 0.5:
        head[156:157] = bytes([dice.choice(TYPES)])
    if dice.random() < 0.5:
        sizes = (b"77777777777\0", b"\x80" + b"\0" * 7 + b"\xff" * 4, b"\xff" * 12, b"-0000000001\0", bytes(12))
        head[124:136] = dice.choice(sizes)
    if dice.random() < 0.3:
        name = dice.choice(NAMES).encode(errors="replace")[:100]
        head[0:100] = name + bytes(100 - len(name))
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    before = header("x", tarfile.XHDTYPE, dice.choice((20, 1 << 30))) if dice.random() < 0.2 else b""
    return raw[:place] + before + bytes(head) + raw[place + 512 :]


def a_manifest(held: dict, dice: random.Random) -> None:
    """A manifest with something in the place of something."""
    said = json.loads(held[archive.MANIFEST])
    inside = dice.choice((said, said["members"], said["rows"], said["migrations"], said["lost"] or said))
    key = dice.choice(list(inside)) if isinstance(inside, dict) else dice.randrange(len(inside))
    if inside is said["members"] and dice.random() < 0.7:
        inside, key = inside[key], dice.randrange(2)
    inside[key] = dice.choice(HOSTILE)
    held[archive.MANIFEST] = json.dumps(said).encode(errors="surrogatepass")


def a_name(held: dict, dice: random.Random) -> None:
    """A member more, or another name of one, that the manifest has as well."""
    said = json.loads(held[archive.MANIFEST])
    old, new = dice.choice(list(said["members"])), dice.choice(NAMES)
    entry, raw = (said["members"].pop(old), held.pop(old)) if dice.random() < 0.5 else (said["members"][old], held[old])
    said["members"][new] = entry
    held[archive.MANIFEST], held[new] = json.dumps(said).encode(), raw


def a_database(held: dict, dice: random.Random) -> None:
    """A database that was changed, with a manifest that says so."""
    raw = some_bits(held[copying.DATABASE], dice) if dice.random() < 0.8 else dice.randbytes(5_000)
    said = json.loads(held[archive.MANIFEST])
    said["members"][copying.DATABASE] = [len(raw), hashlib.sha256(raw).hexdigest()]
    held[archive.MANIFEST], held[copying.DATABASE] = json.dumps(said).encode(), raw


def of_members(change: Callable) -> Callable[[Path, random.Random], None]:
    return lambda file, dice: repacked(file, lambda held: change(held, dice))


def of_archive(change: Callable) -> Callable[[Path, random.Random], None]:
    def spoil(file: Path, dice: random.Random) -> None:
        file.write_bytes(gzip.compress(change(gzip.decompress(file.read_bytes()), dice), 1))

    return spoil


def of_file(file: Path, dice: random.Random) -> None:
    raw = some_bits(file.read_bytes(), dice)
    file.write_bytes(raw[: dice.randrange(len(raw))] if dice.random() < 0.3 else raw + dice.choice((b"", b"a", raw)))


SPOIL = {
    "the file": of_file,
    "bits": of_archive(some_bits),
    "blocks": of_archive(some_blocks),
    "a header": of_archive(a_header),
    "the manifest": of_members(a_manifest),
    "a name": of_members(a_name),
    "the database": of_members(a_database),
}
#: How often for each kind: a few times in every run, and often in `make torture-round`.
TIMES = [8, pytest.param(60, marks=pytest.mark.torture)]


@needs_sqlite
@pytest.mark.parametrize("what", SPOIL)
@pytest.mark.parametrize("is_closed", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("times", TIMES)
def test_whatever_was_done_to_it_a_backup_is_refused_in_a_sentence_or_is_what_it_says(
    folder, file, tmp_path, key, what, is_closed, times
):
    good = members_of(file, tmp_path)
    before, around = state(folder), sorted(path.name for path in tmp_path.iterdir())
    given = {"key": tmp_path / "key"} if is_closed else {}
    shutil.copy(file, forged := tmp_path / "forged")
    refused = 0
    for number in range(times):
        dice = random.Random(f"{what} {number}")
        shutil.copy(file, forged)
        SPOIL[what](forged, dice)
        if is_closed:
            forged.write_bytes(pyrage.encrypt(forged.read_bytes(), [key.to_public()]))
        try:
            call_command("restore", str(forged), check=True, **given)
        except CommandError as error:
            is_newer = "newer release" in str(error) and what in {"the manifest", "the database"}
            assert error.returncode == (4 if is_newer else 3), (number, error)
            assert "\n" not in str(error)
            refused += 1
        else:
            if what not in {"a name", "the database"}:
                assert members_of(forged, tmp_path, str(key) if is_closed else "") == good, number
    forged.unlink()
    assert refused > times // 3
    assert state(folder) == before and not (folder / ".backup").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == around
    assert not Path("/tmp/up").exists()


# The other engine


@pytest.mark.slow
@pytest.mark.both_databases
@needs_both
def test_rows_that_postgresql_does_not_take_are_one_sentence_and_nothing_is_touched(
    site, opened, second_database, tmp_path
):
    done(manage(settings.DATA_DIR, "backup", file := tmp_path / "site.backup", url=url_of(connection.settings_dict)))
    repacked(file, nothing_in_a_word)
    done(manage(tmp_path / "end", "restore", "--check", file))
    process = manage(tmp_path / "end", "restore", file, url=second_database)
    said = process.communicate()[1]
    assert process.returncode == 1 and said.startswith("CommandError: Nothing was restored: The new database does not")
    with opened(second_database) as other:
        assert not connections[other].introspection.table_names()


def nothing_in_a_word(held: dict) -> None:
    """A title with a sign that PostgreSQL has no place for."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(held[copying.DATABASE])
        database.execute("UPDATE publishing_page SET title = 'a' || char(0) || 'b'")
        database.commit()
        held[copying.DATABASE] = raw = database.serialize()
    said = json.loads(held[archive.MANIFEST])
    said["members"][copying.DATABASE] = [len(raw), hashlib.sha256(raw).hexdigest()]
    held[archive.MANIFEST] = json.dumps(said).encode()


def members_of(file: Path, tmp_path: Path, key: str = "") -> dict[str, bytes]:
    """What a backup has in it."""
    unpacking.unpack(file, there := tmp_path / "unpacked", key, is_ours=making.is_ours)
    found = {str(path.relative_to(there)): path.read_bytes() for path in there.rglob("*") if path.is_file()}
    shutil.rmtree(there)
    return found
