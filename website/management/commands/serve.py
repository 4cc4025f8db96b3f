"""Everything between a checkout and a running site: database, static files, starter library, production server."""

import os
import signal
import socket
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from publishing.life import jobs, moving, outage, release
from publishing.life.backups import making, restoring
from publishing.life.models import Page
from website import statics
from website.supervisor import SIGNALS


class Command(BaseCommand):
    help = "Bring database, static files and starter library up to date, then serve the site."

    def handle(self, **options) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it at once, whatever it is at, as SIGTERM does
        _refuse_a_port_in_use("PORT", settings.BIND, settings.PORT)
        if settings.METRICS_PORT:
            _refuse_a_port_in_use("METRICS_PORT", settings.METRICS_BIND, settings.METRICS_PORT)
        self._say_where()
        _make_tables()
        statics.collect()
        self._load_content()
        if not get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
            self._say("Nobody can sign in yet: `make administrator` makes the first person who may.")
        jobs.note_start()
        self._say(f"Starting the server on {settings.BIND}, port {settings.PORT} ...")
        workers = settings.WORKERS or min(os.cpu_count() or 1, 4)
        arguments = [settings.SITE_URL, settings.BIND, str(settings.PORT), str(workers)]
        os.chdir(settings.BASE_DIR)
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # told to end now, the supervisor hears it when it can
        # The supervisor takes over this process and its id: what Django has read is not kept beside the server.
        os.execv(sys.executable, [sys.executable, "-m", "website.supervisor", *arguments])  # noqa: S606 (our own)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _say_where(self) -> None:
        self._say(f"Data in {settings.DATA_DIR}, database: {moving.described(connection.settings_dict)}")
        making.tidy()
        for said in restoring.said_of_killed():
            self._say(said)

    def _load_content(self) -> None:
        """Load what is new in the library. A fault in one of its files does not take a site down that has pages."""
        try:
            call_command("load_content")
        except CommandError as error:
            if not Page.objects.live().exists():
                raise
            self.stderr.write(f"{error} The site is served as it was. Mend that, then run `load_content`.")


def _make_tables() -> None:
    """Bring the tables to this release. Raises CommandError where the database cannot be reached, or refuses."""
    try:
        release.bring()
    except release.NewerDatabase as error:
        raise CommandError(
            f"The database is of a newer release: {error}. Install that one, or `manage.py restore` the backup from "
            "before the update."
        ) from error
    except DatabaseError as error:
        hint = "" if outage.is_outage(error) else " Where two starts did it at once, start again."
        said = outage.reason(error).rstrip(".")
        raise CommandError(f"The database cannot be brought to this release: {said}.{hint}") from error


def _refuse_a_port_in_use(setting: str, bind: str, port: int) -> None:
    """Raise CommandError where somebody listens already: two servers would share the requests without a word."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was left a moment ago is free
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {bind} cannot be used ({os.strerror(error.errno or 0).lower()}). "
                f"Another copy of the site, or another program, may have it. Stop that, or set {setting} to another "
                "number."
            ) from error
