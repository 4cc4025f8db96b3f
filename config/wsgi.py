"""The WSGI entry point that the production server loads."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from publishing.life import outage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# A command may wait for its turn to write as long as settings say, and its statements may take their time. Here whoever
# waits holds one of a few threads, and the public reads with what is left.
DATABASE = settings.DATABASES["default"]
if "timeout" in DATABASE["OPTIONS"]:
    DATABASE["OPTIONS"]["timeout"] = 5  # seconds (SQLite)
outage.limit(DATABASE, lock=2, statement=5)
outage.open_but_never_make(DATABASE)
connection_created.connect(outage.leave_when_silent)

# A thread that makes a page lets the others in after so many seconds: a stored page must not wait five milliseconds for
# each of those that are being made.
sys.setswitchinterval(0.001)

django_application = get_wsgi_application()

from search.keeping import keeper  # noqa: E402 (its models need the apps)
from website import checks  # noqa: E402
from website.forwarded import Forwarded  # noqa: E402
from website.front.answers import Application  # noqa: E402
from website.front.front import Front  # noqa: E402
from website.seeing import Seeing  # noqa: E402

checks.refuse()  # before anything is answered, whatever server has loaded this
front = Front(django_application, settings.PAGE_CACHE_BYTES)
behind: Application = Forwarded(front) if settings.PROXY_SENDS_FORWARDED else front
if settings.METRICS_PORT:
    from website import figures

    figures.warn_without_folder()
    application = Seeing(behind, figures.note)
else:
    application = Seeing(behind)

# In the background, so that nobody who asks first need wait for it.
front.begin()
keeper.begin()
