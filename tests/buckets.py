"""A server of buckets (S3) of the suite's own, on loopback, which keeps them in memory."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tests.server import free_port

BUCKET = "clinic-pictures"
KEY, SECRET = "a-key-of-the-suite", "a-secret-of-the-suite"
START = 60  # seconds


class Server:
    """What its address is, and what a site of ours is told to use it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET
        )

    def environment(self) -> dict[str, str]:
        """What names the bucket in a site's settings."""
        named = {"BUCKET": BUCKET, "ENDPOINT": self.address, "REGION": "us-east-1", "KEY": KEY, "SECRET": SECRET}
        return {f"PICTURES_S3_{name}": value for name, value in named.items()}

    def storage(self) -> dict:
        """The same, as Django's STORAGES have it."""
        options = {"bucket_name": BUCKET, "endpoint_url": self.address, "region_name": "us-east-1"}
        options |= {"access_key": KEY, "secret_key": SECRET}
        return {"BACKEND": "publishing.life.bucket.Bucket", "OPTIONS": options}

    def make(self) -> None:
        self._client.create_bucket(Bucket=BUCKET)

    def files(self) -> dict[str, bytes]:
        """Everything in the bucket."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        names = [found["Key"] for page in pages for found in page.get("Contents", ())]
        return {name: self._client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names}

    def fill(self, folder: Path) -> None:
        """Put every file of a folder there."""
        for path in folder.rglob("*.*"):
            self._client.put_object(Bucket=BUCKET, Key=path.relative_to(folder).as_posix(), Body=path.read_bytes())

    def clear(self) -> None:
        for name in self.files():
            self._client.delete_object(Bucket=BUCKET, Key=name)


@contextmanager
def server() -> Iterator[Server]:
    """Run it, with one empty bucket."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = Server(f"http://127.0.0.1:{port}")
        _wait(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _wait(found: Server, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            found.make()
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server of buckets did not start: {process.poll()}")
