"""Settings with which the site must not be served are refused, and those of production have nothing against them."""

import os
import subprocess
import sys

import pytest
from django.core.checks import Error

from tests.server import ROOT
from website import checks

TLS = ("HTTP_X_FORWARDED_PROTO", "https")
SECRET = "kf83HDm20qpWVx74nMsYbT61LzGr95Ec-uJ0aXo7RiQe2hSvCdPyNw"


def ids(found) -> list[str]:
    assert all(message.hint or "must be" in message.msg or "would be" in message.msg for message in found)
    return [message.id.removeprefix("website.") for message in found]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://localhost:8000", []),
        ("http://127.0.0.1:8000", []),
        ("http://[::1]:8000", []),
        ("http://192.168.1.4", []),
        ("http://clinic", []),
        ("clinic.example", ["E001"]),
        ("https://", ["E001"]),
        ("https://clinic.example/pain", ["E001"]),
        ("ftp://clinic.example", ["E001"]),
        ("https://clinic.example", ["E002"]),
        ("http://clinic.example", ["E003"]),
        ("http://8.8.8.8", ["E003"]),
    ],
)
def test_an_address_that_cannot_work_or_that_others_read_is_refused(settings, address, found):
    settings.SITE_URL = address
    assert ids(checks.check_address(None)) == found


def test_https_behind_a_proxy_is_as_it_should_be(settings):
    settings.SITE_URL, settings.SECURE_PROXY_SSL_HEADER = "https://clinic.example", TLS
    assert checks.check_address(None) == []


@pytest.mark.parametrize(("address", "found"), [("https://clinic.example", ["E004"]), ("http://localhost", [])])
def test_debugging_is_for_a_machine_of_one_s_own(settings, address, found):
    settings.DEBUG, settings.SITE_URL = True, address
    assert ids(checks.check_debug(None)) == found


@pytest.mark.parametrize(
    "key", ["short", "a" * 60, "django-insecure-" + SECRET, "please-change-me-" + SECRET, SECRET[:49]]
)
def test_a_secret_that_can_be_guessed_is_refused(settings, key):
    settings.SECRET_KEY = key
    assert ids(checks.check_secret(None)) == ["E005"]


def test_a_secret_that_cannot_be_guessed_is_taken(settings):
    settings.SECRET_KEY = SECRET
    assert checks.check_secret(None) == []


def test_a_site_that_answers_to_every_name_is_refused(settings):
    settings.ALLOWED_HOSTS = ["clinic.example", "*"]
    assert ids(checks.check_hosts(None)) == ["E006"]


@pytest.mark.parametrize(
    ("trusted", "found"),
    [
        (["127.0.0.0/8", "::1"], []),
        (["10.0.0.4 ", "2001:db8::/64"], []),
        (["proxy.clinic.example"], ["E007"]),
        (["10.0.0.4", "0.0.0.0/0"], ["E008"]),
        (["::/0"], ["E008"]),
        ([], ["W001"]),
    ],
)
def test_proxies_are_named_by_their_addresses_and_not_everybody_is_one(settings, trusted, found):
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = TLS, trusted
    assert ids(checks.check_proxies(None)) == found


def test_on_the_internet_a_password_alone_and_printed_mail_are_warned_of(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.SECOND_FACTOR = "off"
    assert checks.check_sign_in(None) == []
    settings.SITE_IS_SECURE = True
    assert ids(checks.check_sign_in(None)) == ["W002", "W003"]


# What stands around what


def test_a_request_is_named_first_and_its_answer_has_every_header_whoever_gives_it(settings):
    """Health is answered below both, and above what looks at the host, at TLS and at cookies."""
    assert [name.rpartition(".")[2] for name in settings.MIDDLEWARE[:4]] == [
        *("RequestIdMiddleware", "SecurityHeadersMiddleware", "HealthMiddleware", "SecurityMiddleware"),
    ]


def test_the_brake_on_guessing_stands_last_and_is_asked_before_any_password(settings):
    """The middleware of axes turns what its backend has refused into the answer that says how long to wait."""
    assert settings.MIDDLEWARE[-1] == "axes.middleware.AxesMiddleware"
    assert settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"


# As a process reads them


def process(tmp_path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **given}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def manage(tmp_path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    return process(tmp_path, "manage.py", *arguments, **given)


PRODUCTION = {
    "SITE_URL": "https://clinic.example",
    "BEHIND_PROXY": "yes",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
SAY = """
from django.conf import settings
for name in (
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_PATH", "CSRF_COOKIE_DOMAIN",
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_PATH",
    "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_AGE", "SECOND_FACTOR", "TRUSTED_PROXIES",
):
    print(name, getattr(settings, name))
"""


@pytest.mark.slow
def test_the_settings_of_production_pass_django_s_own_checks_without_a_warning(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.slow
def test_over_https_cookies_are_bound_to_the_host_and_a_second_factor_is_required(tmp_path):
    said = dict(
        line.split(" ", 1)
        for line in manage(tmp_path, "shell", "--no-imports", "-c", SAY, **PRODUCTION).stdout.splitlines()
    )
    for cookie, name in (("CSRF", "__Host-csrftoken"), ("SESSION", "__Host-sessionid")):
        found = [said[f"{cookie}_COOKIE_{part}"] for part in ("NAME", "SECURE", "HTTPONLY", "PATH", "DOMAIN")]
        assert found == [name, "True", "True", "/", "None"]
    assert int(said["SESSION_COOKIE_AGE"]) <= 12 * 60 * 60
    assert said["SECOND_FACTOR"] == "required"
    assert said["TRUSTED_PROXIES"] == "['127.0.0.0/8', '::1']"


def test_root_is_sent_away_from_the_data_of_another_account(monkeypatch):
    monkeypatch.setattr(checks.os, "geteuid", lambda: 0)
    monkeypatch.setattr(checks, "_owner_of_data", lambda: 12345)
    (found,) = checks.check_account(None)
    assert "DATA_DIR belongs to 12345" in found.msg and "runuser -u 12345" in found.hint and found.is_serious()
    monkeypatch.setattr(checks, "_owner_of_data", lambda: 0)
    assert checks.check_account(None) == []
    monkeypatch.setattr(checks.os, "geteuid", lambda: 12345)
    assert checks.check_account(None) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SITE_URL": "http://clinic.example"}, "without https everybody on the way reads passwords"),
        ({**PRODUCTION, "BEHIND_PROXY": "no"}, "BEHIND_PROXY=yes"),
        ({**PRODUCTION, "DEBUG": "yes"}, "Take DEBUG out of .env."),
        ({"SECRET_KEY": "short"}, "Take SECRET_KEY out of .env"),
        ({"SECOND_FACTOR": "sometimes"}, "SECOND_FACTOR must be required, offered or off."),
    ],
)
def test_the_start_is_refused_with_what_to_do(tmp_path, given, said):
    done = manage(tmp_path, "serve", **given)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "db.sqlite3").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (PRODUCTION, []),
        (PRODUCTION | {"SECOND_FACTOR": "off"}, []),  # a warning
        (PRODUCTION | {"DEBUG": "yes", "ALLOWED_HOSTS": "*"}, ["Take DEBUG out of .env.", "Or list the site's names."]),
        (PRODUCTION | {"EMERGENCY_NUMBER": " "}, ["EMERGENCY_NUMBER is empty"]),
    ],
)
def test_any_server_that_loads_the_site_is_refused_it_with_all_that_is_wrong(tmp_path, given, said):
    done = process(tmp_path, "-c", "import config.wsgi", **given)
    assert (done.returncode != 0) == bool(said)
    assert all(sentence in done.stderr.splitlines()[-1] for sentence in said)


@pytest.mark.slow
@pytest.mark.parametrize("has_folder", [False, True])
def test_a_server_that_counts_where_nobody_is_shown_it_says_so(tmp_path, has_folder):
    folder = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)} if has_folder else {}
    done = process(tmp_path, "-c", "import config.wsgi", METRICS_PORT="9100", **folder)
    assert done.returncode == 0
    assert ("take METRICS_PORT out of .env" in done.stderr) != has_folder


def test_what_is_refused_is_an_error(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert isinstance(checks.check_hosts(None)[0], Error)
