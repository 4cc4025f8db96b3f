"""What a change of the clinic's phone number costs, as a ratio to reading and checking the whole library.

    python -m benchmarks.refresh

Uses a database of its own in a temporary folder. The ratio says whether rendering every page again stays small beside
the work that a load does anyway; the seconds are only there to be read.
"""

import os
import tempfile
import time

_DATA = tempfile.TemporaryDirectory(prefix="physiatry-benchmark-")
os.environ["DATA_DIR"] = _DATA.name
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from publishing.life import loading, publication  # noqa: E402
from publishing.life.models import ClinicProfile, Page  # noqa: E402
from publishing.text import library  # noqa: E402


def seconds(work) -> float:
    """Return the shortest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def change_phone() -> None:
    """Change the clinic's phone number, as the admin does: every page is rendered again in one transaction."""
    with transaction.atomic():
        profile, _ = ClinicProfile.objects.get_or_create(pk=1)
        profile.phone = f"555-{time.perf_counter_ns() % 10000:04d}"
        profile.save()
        publication.content_changed()


call_command("migrate", verbosity=0)
loading.load(library.read(settings.CONTENT_DIR))
read, changed = seconds(lambda: library.read(settings.CONTENT_DIR)), seconds(change_phone)
pages = Page.objects.published().count()
print(
    f"read and check {read:.2f} s; change the phone number {changed:.2f} s; {pages} pages; ratio {changed / read:.2f}"
)
