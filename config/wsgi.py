"""The WSGI entry point that the production server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from publishing.life import outage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# A command may wait for its turn to write as long as settings say, and its statements may take their time. Here whoever
# waits holds one of a few threads, and the public reads with what is left.
DATABASE = settings.DATABASES["default"]
if "timeout" in DATABASE["OPTIONS"]:
    DATABASE["OPTIONS"]["timeout"] = 5  # seconds (SQLite)
outage.limit(DATABASE, lock=2, statement=5)
outage.open_but_never_make(DATABASE)

application = get_wsgi_application()

from search.keeping import keeper  # noqa: E402 (its models need the apps)

keeper.begin()  # in the background, so that the first who searches need not wait for it
