"""The WSGI entry point that the production server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from publishing.life import outage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# A command may wait for its turn to write as long as settings say, and its statements may take their time. Here whoever
# waits holds one of a few threads, and the public reads with what is left.
OPTIONS = settings.DATABASES["default"]["OPTIONS"]
if "timeout" in OPTIONS:
    OPTIONS["timeout"] = 5  # seconds (SQLite)
else:
    OPTIONS["options"] += " -c statement_timeout=5000 -c lock_timeout=2000"  # milliseconds; the last one counts

outage.open_but_never_make(settings.DATABASES["default"])

application = get_wsgi_application()
