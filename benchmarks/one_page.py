"""The CPU time of one page, request by request, in whatever checkout this is started in. A child of benchmarks.detail.

    cd CHECKOUT && python .../benchmarks/one_page.py PATH REQUESTS

Loads the checkout's own library into the database of DATA_DIR where that is empty. Prints one JSON object. Knows
nothing of either checkout but the names of its commands and of the settings, so that it works with any.
"""

import io
import json
import os
import sys
import time


def main(path: str, requests: int) -> None:
    """Load what is missing, then ask for the page again and again."""
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 (the checkout that is measured, not this one)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", stdout=io.StringIO())
    application = get_wsgi_application()
    size = [ask(application, path) for _ in range(5)][-1]  # templates, patterns and fonts of a first request
    print(json.dumps({"bytes": size, "cpu": [cost(application, path) for _ in range(requests)]}))


def cost(application, path: str) -> float:
    """Return the CPU seconds of one request."""
    start = time.process_time()
    ask(application, path)
    return time.process_time() - start


def ask(application, path: str) -> int:
    """Ask for a page that is there, and return its length."""
    status, body = answer(application, path)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return len(body)


def answer(application, path: str) -> tuple[int, bytes]:
    """Ask as a server does, without compression, to the end of the answer. Return its status and its body."""
    answered = []
    response = application(environ(path), lambda status, headers: answered.append(status))
    body = b"".join(response)
    response.close()
    return int(answered[0][:3]), body


def environ(path: str) -> dict:
    """Return what WSGI says of a GET."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
