"""Rows that are a record of what was done: they can be added and read, and neither changed nor deleted."""

from typing import Any

from django.db import models


class RecordQuerySet(models.QuerySet):
    """Records can be read and added to; many at once cannot be changed or deleted either."""

    def update(self, **kwargs: Any) -> int:
        """Raise TypeError: see Record.save."""
        raise TypeError("Events cannot be changed: they are the record of what was done.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise TypeError: see Record.delete."""
        raise TypeError("Events cannot be deleted: they are the record of what was done.")

    delete.queryset_only = True  # type: ignore[attr-defined]  # Django's own mark: managers have no such method


class Record(models.Model):
    """A row that is appended, and stands."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append. Raises TypeError on a record that stands already."""
        if self.pk is not None:
            raise TypeError("An event cannot be changed: it is the record of what was done.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise TypeError: what was done cannot be undone by forgetting it."""
        raise TypeError("An event cannot be deleted: it is the record of what was done.")
