"""The file of a backup: a manifest, and every member whose size and digest it tells, compressed and perhaps encrypted.

It is written beside and renamed, so that under its name there is a whole one or none; `unpacking` reads it. Knows no
database. Encrypted files are those of age: whoever has the key opens them with `age -d -i KEY FILE | tar xz` as well.
"""

import errno
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

#: The form of the file, raised by whoever changes it so that older code cannot read it.
FORMAT = 1
MANIFEST = "manifest.json"


class BadBackup(ValueError):
    """Why a file cannot be read as a backup, in a sentence for the operator."""


class NewerBackup(BadBackup):
    """The file was made by a newer release."""


class NoRoom(ValueError):
    """A disk has too little room, in a sentence for the operator."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    made_at: ISO 8601. engine: the vendor of the database it was made from. migrations: what was applied to it, as
    "app.name". rows: their number by table. lost: pictures that rows name and that had no file. members: name in the
    archive -> [bytes, SHA-256].
    """

    made_at: str
    site_url: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    lost: list[str]
    members: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(size for size, _digest in self.members.values())


def write(file: Path, manifest: Manifest, folder: Path, recipient: str = "") -> Manifest:
    """Write everything in a folder as a backup, readable for this account alone, and return its manifest.

    recipient: the public key for which it is encrypted, such as age1...; empty: not at all. Beside the folder there
    must be room for it once more. Raises BadBackup for what is no such key, and OSError where it cannot be written;
    then there is nothing under its name.
    """
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(**asdict(manifest) | {"members": {name: _measured(folder / name) for name in names}})
    draft = file.with_name(f".{file.name}.new")
    try:
        with _made(draft) as target:
            if recipient:
                _encrypt(folder, manifest, target, recipient)
            else:
                _pack(folder, manifest, target)
        draft.rename(file)
        _settle(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def _made(draft: Path) -> Iterator[IO[bytes]]:
    """Open a new file for this account alone, and see to it that it is on the disk at the end."""
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def _settle(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _measured(path: Path) -> tuple[int, str]:
    """Return the bytes and the SHA-256 of a file."""
    with path.open("rb") as source:
        return path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest()


def _encrypt(folder: Path, manifest: Manifest, target: IO[bytes], recipient: str) -> None:
    """Write a folder as an encrypted archive, by way of a plain one beside the folder."""
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BadBackup("BACKUP_KEY is no public key. `manage.py backup_key` makes one: age1 and letters.") from error
    plain = folder.with_name(f"{folder.name}.tar.gz")
    try:
        with plain.open("w+b") as between:
            _pack(folder, manifest, between)
            between.seek(0)
            _with_errors_of_the_disk(pyrage.encrypt_io, between, target, [to])
    finally:
        plain.unlink(missing_ok=True)


def _with_errors_of_the_disk(work: Any, *arguments: Any) -> None:
    """Call what says only in words that a disk is full. Raises OSError for it."""
    try:
        work(*arguments)
    except pyrage.EncryptError as error:
        number = errno.ENOSPC if "space left" in str(error) else errno.EIO
        raise OSError(number, str(error)) from error


def _pack(folder: Path, manifest: Manifest, target: IO[bytes]) -> None:
    """Write a folder as a compressed archive, the manifest first. Raises OSError where a file is another than told."""
    with (
        gzip.GzipFile("", "wb", compresslevel=3, fileobj=target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        said = json.dumps(asdict(manifest), ensure_ascii=False).encode()
        archive.addfile(_member(MANIFEST, len(said)), io.BytesIO(said))
        for name, (size, digest) in manifest.members.items():
            with (folder / name).open("rb") as source:
                reading = _Counted(source)
                archive.addfile(_member(name, size), reading)
            if reading.digest.hexdigest() != digest:
                raise OSError(errno.EIO, f"{name} has changed while it was read")


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Return how a file stands in the archive: nothing of the account and the hour is told."""
    found = tarfile.TarInfo(name)
    found.size, found.mode = size, 0o600
    return found


class _Counted:
    """What is read from a file, and the digest of it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read, and remember what was read."""
        some = self._source.read(size)
        self.digest.update(some)
        return some


def refuse_no_room(folder: Path, needed: int) -> None:
    """Raise NoRoom where a disk has less room than so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        mega = 1_000_000
        raise NoRoom(f"{folder} has {free // mega} MB free, and about {needed // mega + 1} MB are needed.")


def new_key(file: Path) -> str:
    """Write a new secret key into a new file, and return the public one. Raises OSError."""
    identity = pyrage.x25519.Identity.generate()
    if file.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
    with _made(file) as target:
        target.write(f"# public key: {identity.to_public()}\n{identity}\n".encode())
    return str(identity.to_public())


def read_key(file: Path) -> str:
    """Return the secret key in a file: the first line that is no comment. Raises BadBackup where there is none."""
    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeError) as error:
        raise BadBackup(f"{file} cannot be read as a key.") from error
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "no key")
