#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs import EnvError

from publishing.life import outage


def main() -> None:
    """Run the command that was typed. Ends with a sentence and status 1 where the settings are wrong, or the database,
    the disk or the bucket is busy, away or full; Django's own commands know nothing of that.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(f"The settings are wrong. {error}")
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it: ended by Ctrl+C
    except Exception as error:
        if "--traceback" in sys.argv or not outage.is_outage(error):
            raise
        sys.exit(outage.said(error))


if __name__ == "__main__":
    main()
