"""A row by what stands in an address, in a button or in a field, whoever wrote it there."""

from django.urls import register_converter

_LONGEST = 18  # digits: more are no number that a database has


def number(written: str) -> int | None:
    """Return a row's number as it is written; None where no row can have it."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _LONGEST else None


class _InAddress:
    """`<row:pk>` in an address: what no row can have leads nowhere."""

    regex = f"[0-9]{{1,{_LONGEST}}}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(_InAddress, "row")
