"""Print the figures of the pages whose address has one of the words, and what is wrong with them."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from tests.starter.texts.printing import show

    show(sys.argv[1:])
