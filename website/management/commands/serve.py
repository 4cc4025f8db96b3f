"""Everything between a checkout and a running site: database, static files, starter library, production server."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from publishing.life.models import Page
from website import statics


class Command(BaseCommand):
    help = "Bring database, static files and starter library up to date, then serve the site."

    def handle(self, **options) -> None:
        self.check()
        call_command("migrate", verbosity=0)
        statics.collect()
        self._load_content()
        host = os.environ.get("BIND", "127.0.0.1")
        workers = int(os.environ.get("WORKERS", 0)) or min(os.cpu_count() or 1, 4)
        # Scheduled work runs beside the server and ends with it: the server takes over this process and its id.
        jobs = [sys.executable, "manage.py", "run_jobs", "--parent", str(os.getpid())]
        subprocess.Popen(jobs, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603 (our own command)
        self.stdout.write(f"Serving on {settings.SITE_URL} (stop with Ctrl+C)")
        sys.stdout.flush()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host]
        command += ["--port", str(settings.PORT), "--workers", str(workers), "--blocking-threads", "4"]
        command += ["--backpressure", "256", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
        os.execv(sys.executable, command)  # noqa: S606 (the server takes over this process: its own arguments)

    def _load_content(self) -> None:
        """Load what is new in the library. A fault in one of its files does not take a site down that has pages."""
        try:
            call_command("load_content")
        except CommandError as error:
            if not Page.objects.live().exists():
                raise
            self.stderr.write(f"{error} The site is served as it was. Mend the files above, then run `load_content`.")
