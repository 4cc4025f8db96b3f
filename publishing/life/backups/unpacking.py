"""Reading the file of a backup, whoever has written it: nothing of it is believed before it was compared with the
manifest, no more of it is in memory than a piece, and no more is written than it says and there is room for.
"""

import errno
import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO

import pyrage

from publishing.life.backups.archive import FORMAT, MANIFEST, BadBackup, Manifest, NewerBackup, refuse_no_room

_ENCRYPTED = b"age-encryption.org/"
_CHUNK = 1 << 20  # bytes that are held in memory at a time
_LONGEST_MANIFEST = 64 << 20  # bytes: some 300,000 pictures
_SPARSE = 16  # bytes that there are in a manifest for each thing in it, and more
_LONGEST_HEADER = 16 << 10  # bytes of what the archive says of a file with a long name
_DIGITS = 18  # of the size of a file
_DEEPEST = 50  # folders
_LONGEST_NAME = 200  # characters of it that are shown
_LONGEST_END = 64 << 10  # bytes, all of them 0, with which an archive may end
_PACKED = 1_100  # bytes that can be packed into one: 1032, by the form of deflate
_TYPES = {
    **dict.fromkeys(("made_at", "site_url", "engine"), str),
    **dict.fromkeys(("migrations", "lost"), list),
    **dict.fromkeys(("rows", "members"), dict),
    "format": int,
}


def is_encrypted(file: Path) -> bool:
    """Whether a key is needed to read a file. Raises BadBackup where it cannot be read."""
    try:
        with file.open("rb") as source:
            return source.read(len(_ENCRYPTED)) == _ENCRYPTED
    except OSError as error:
        raise BadBackup(f"{file} cannot be read: {error.strerror}.") from error


def unpack(
    file: Path, folder: Path, key: str = "", *, is_ours: Callable[[str], bool], may_be_plain: bool = True
) -> Manifest:
    """Write every member of a backup into a new folder, and return its manifest, when all is as the manifest says.

    key: the secret key for an encrypted one, such as AGE-SECRET-KEY-1... is_ours: whether a backup may have a member of
    a name. may_be_plain: whether one that is not encrypted is read. Beside the folder there must be room for an
    encrypted one once more. Raises BadBackup, NewerBackup, NoRoom, and OSError where it cannot be written.
    """
    folder.mkdir(mode=0o700)
    if not is_encrypted(file):
        if not may_be_plain:
            raise BadBackup(_plain(file))
        return _unpacked(file, folder, is_ours)
    if not key:
        raise BadBackup(f"{file} is encrypted. Name the file with its secret key: --key FILE.")
    plain = folder.with_name(f"{folder.name}.tar.gz")
    refuse_no_room(folder, file.stat().st_size)
    try:
        _decrypt(file, plain, key)
        return _unpacked(plain, folder, is_ours, named=file)
    finally:
        plain.unlink(missing_ok=True)


def _plain(file: Path) -> str:
    return (
        f"{file} is not encrypted, though a key was given or BACKUP_KEY is set. Whoever can write where your backups "
        "are may have put it there in the place of yours. If you know who made it, add --not-encrypted."
    )


def _decrypt(file: Path, plain: Path, key: str) -> None:
    """Write the plain archive of an encrypted one. Raises BadBackup."""
    try:
        identity = pyrage.x25519.Identity.from_str(key)
    except pyrage.IdentityError as error:
        raise BadBackup("The file of --key holds no secret key: a line that begins with AGE-SECRET-KEY-1.") from error
    try:
        with file.open("rb") as source, plain.open("wb") as target:
            pyrage.decrypt_io(source, target, [identity])
    except pyrage.DecryptError as error:
        said = "The key does not open it: it was encrypted for another one, or its beginning is damaged."
        raise BadBackup(f"{file}: {said}") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise BadBackup(_damaged(file)) from error  # a piece of it that was changed, or the end that is missing


def _damaged(file: Path) -> str:
    return f"{file} is damaged, or was cut off while it was copied. Use another one."


def _unpacked(file: Path, folder: Path, is_ours: Callable[[str], bool], named: Path | None = None) -> Manifest:
    """Write every member of a plain archive into a folder. named: what the operator calls it."""
    try:
        with gzip.open(file, "rb") as packed:
            manifest = _unpack(packed, folder, is_ours, most=file.stat().st_size * _PACKED)
            rest = packed.read(_LONGEST_END)  # to the end, behind which stands what the whole must add up to
            if rest.strip(b"\0") or packed.read(1):
                raise BadBackup(_damaged(named or file))
            return manifest
    except (gzip.BadGzipFile, tarfile.TarError, zlib.error, EOFError, UnicodeError) as error:
        if isinstance(error, gzip.BadGzipFile) and "Not a gzipped file" in str(error):
            raise BadBackup(f"{named or file} is no backup of this site.") from error
        raise BadBackup(_damaged(named or file)) from error


def _unpack(packed: gzip.GzipFile, folder: Path, is_ours: Callable[[str], bool], *, most: int) -> Manifest:
    """Write the members that the manifest names, and no other. most: bytes that can be in the file. Raises BadBackup,
    and what tarfile and gzip raise.
    """
    manifest = _manifest(packed)
    for name in manifest.members:
        if not _is_harmless(name) or not is_ours(name):
            raise BadBackup(_foreign(name))
    if manifest.size > most:
        raise BadBackup("Its manifest names more than there is room for in it.")
    refuse_no_room(folder, manifest.size)
    left = dict(manifest.members)
    while member := _next(packed):
        if member.name not in left:
            raise BadBackup(_foreign(member.name))
        size, digest = left.pop(member.name)
        if member.size != size or _written(packed, member, folder / member.name) != digest:
            raise BadBackup(f"{member.name} in it is not what was put there (its SHA-256 differs).")
    if left:
        raise BadBackup(f"{next(iter(left))!r} is missing in it.")
    return manifest


def _foreign(name: str) -> str:
    return f"It holds {name[:_LONGEST_NAME]!r}, which no backup of ours does. Nothing of it was used."


def _manifest(packed: gzip.GzipFile) -> Manifest:
    """Read the manifest, which stands first. Raises BadBackup."""
    first = _next(packed)
    if first is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST:
        raise BadBackup("It is no backup of this site: it does not begin with a manifest.")
    try:
        return _said(_content(packed, first.size))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, BadBackup):
            raise
        raise BadBackup("Its manifest cannot be read.") from error


def _said(raw: bytes) -> Manifest:
    """Return what a manifest says. Raises NewerBackup, and ValueError, TypeError or KeyError for what is none."""
    if sum(map(raw.count, (b"[", b"{", b","))) * _SPARSE > len(raw) + _LONGEST_HEADER:
        raise ValueError("A manifest of ours is not so dense, and this one would take much memory.")
    said = json.loads(raw)
    if type(said["format"]) is int and said["format"] > FORMAT:
        raise NewerBackup("It was made by a newer release of the site. Restore it with that release.")
    manifest = Manifest(**said)
    if any(type(value) is not _TYPES[name] for name, value in vars(manifest).items()):
        raise ValueError("Something in it is of another kind.")
    sizes, digests = zip(*manifest.members.values(), strict=True) if manifest.members else ((), ())
    if any(type(number) is not int or number < 0 for number in (*sizes, *manifest.rows.values())):
        raise ValueError("Something in it is no number.")
    told = [manifest.made_at, manifest.site_url, manifest.engine, *manifest.migrations, *manifest.lost, *digests]
    if not "".join(told).isprintable():
        raise ValueError("Something in it is no word.")
    return manifest


def _next(packed: gzip.GzipFile) -> tarfile.TarInfo | None:
    """Return which file stands next in an archive; None at its end. No more than a block of it is in memory, and a long
    name. Raises BadBackup for what is no file, TarError and EOFError for what is no archive.
    """
    found = _block(packed)
    if found and found.type == tarfile.XHDTYPE and 0 <= found.size <= _LONGEST_HEADER:
        said = _records(_content(packed, found.size))
        found = _block(packed)
        if found:
            found.name = said[b"path"].decode() if b"path" in said else found.name
            found.size = int(said.get(b"size", found.size))
    if found and (found.type not in {tarfile.REGTYPE, tarfile.AREGTYPE} or found.size < 0):
        raise BadBackup(_foreign(found.name))
    return found


def _records(raw: bytes) -> dict[bytes, bytes]:
    """Return what the archive says of the next file, where it has a long name or is long. Raises TarError."""
    found = {}
    while raw:
        length = raw[:5].partition(b" ")[0]
        record = raw[: int(length)] if length.isdigit() else b""
        key, _is, value = record[len(length) + 1 : -1].partition(b"=")
        is_size = key == b"size" and value.isdigit() and len(value) <= _DIGITS
        if not (is_size or key == b"path") or record[-1:] != b"\n":
            raise tarfile.ReadError
        found[key], raw = value, raw[len(record) :]
    return found


def _block(packed: gzip.GzipFile) -> tarfile.TarInfo | None:
    """Read the head of something in an archive; None at its end."""
    raw = _exactly(packed, tarfile.BLOCKSIZE)
    return tarfile.TarInfo.frombuf(raw, "utf-8", "strict") if raw.strip(b"\0") else None


def _content(packed: gzip.GzipFile, size: int) -> bytes:
    """Read a file in an archive, which must be small."""
    return _exactly(packed, size + -size % tarfile.BLOCKSIZE)[:size]


def _exactly(packed: gzip.GzipFile, size: int) -> bytes:
    """Read so many bytes. Raises EOFError where there are fewer."""
    some = packed.read(size)
    if len(some) < size:
        raise EOFError
    return some


def _is_harmless(name: str) -> bool:
    """Whether a name leads nowhere but into the folder, and not too deep."""
    path = PurePosixPath(name)
    is_below = not path.is_absolute() and ".." not in path.parts and len(path.parts) <= _DEEPEST
    return is_below and str(path) == name and "\0" not in name


def _written(packed: gzip.GzipFile, member: tarfile.TarInfo, place: Path) -> str:
    """Write a member to a new file, and return the SHA-256 of what was written."""
    digest, left = hashlib.sha256(), member.size
    with _new(place) as target:
        while left:
            some = _exactly(packed, min(left, _CHUNK))
            digest.update(some)
            target.write(some)
            left -= len(some)
    _exactly(packed, -member.size % tarfile.BLOCKSIZE)
    return digest.hexdigest()


def _new(place: Path) -> IO[bytes]:
    """Open a new file. Raises BadBackup for a name that no file can have, or not beside the others."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place.open("xb")
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL}:
            raise BadBackup(_foreign(place.name)) from error
        raise
