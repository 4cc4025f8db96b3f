"""Pictures in a bucket (S3 and what speaks like it), for a site on several machines. Readers never hear of it.

Only a site that sets PICTURES_S3_BUCKET imports this: what it stands on is an extra of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from publishing.life.outage import StoreAway


class Bucket(S3Storage):
    """A storage whose files have addresses of this site's own. What it cannot do just now is an outage."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return what stands for what STORAGES does not say.

        Whoever is asked for nothing waits a few seconds and no longer: readers wait behind it. With an address of its
        own a bucket stands in the path, and no sum is sent that not every server knows.
        """
        limits: dict[str, Any] = {"connect_timeout": 3, "read_timeout": 10, "retries": {"total_max_attempts": 2}}
        sums = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
        way = {"addressing_style": "path"} if settings.PICTURES_S3_ENDPOINT else {}
        own = {"client_config": Config(**limits, **sums, s3=way), "transfer_config": TransferConfig(use_threads=False)}
        return super().get_default_settings() | own

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Return the address under which the site itself sends a file."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        with _told():
            return super().exists(name)

    def size(self, name: str) -> int:
        """Return its bytes. Raises FileNotFoundError."""
        with _told():
            return super().size(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and the files in a folder."""
        with _told():
            return super().listdir(path)

    def delete(self, name: str) -> None:
        """Delete a file, if there is one."""
        with _told():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        with _told():
            file = super()._open(name, mode)
            file.open()  # all of it now: what fails later fails in the middle of an answer
            return file

    def _save(self, name: str, content: File) -> str:
        with _told():
            return super()._save(name, content)


@contextmanager
def _told() -> Iterator[None]:
    """Raise StoreAway for whatever the bucket does not do: that it is away, or refuses."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreAway(f"The bucket of pictures: {error}") from error
