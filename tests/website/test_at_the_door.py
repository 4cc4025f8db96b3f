"""The doors of the desk as they stand on the internet: a server, a proxy in front of it, people and guessers."""

import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from benchmarks import doors
from benchmarks.servers import Client, Server
from tests.people import PASSWORD
from tests.phones import read_from
from tests.server import site
from tests.torture.visits import Answer, Person

pytestmark = pytest.mark.slow
PHONE = "/admin/login/phone/"


# Cookies


class OverTls(Person):
    """Somebody who comes through a proxy that speaks TLS, and every cookie that was set for them."""

    def __init__(self, address: str, host: str, name: str) -> None:
        super().__init__(address, host, name)
        self.set: list[str] = []

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        told = {"x_forwarded_proto": "https", "origin": f"https://{self.host}"}
        answer = super().ask(path, method, body, **told, **headers)
        self.set += filter(None, answer.headers.get("set-cookie", "").split("\n"))
        return answer


def test_every_cookie_of_the_desk_is_bound_to_its_host(prepared):
    """Through both steps of the sign-in, a save and what is said of it, and out again."""
    data, database = prepared("cookies")
    with site(data, is_prepared=True, SITE_URL="https://clinic.example", BEHIND_PROXY="yes", **database) as address:
        ada = OverTls(urlsplit(address).netloc, "clinic.example", "ada")
        assert ada.send_password(PASSWORD).headers["location"] == PHONE
        phone = read_from(ada.ask(PHONE).body.decode())
        codes = ada.send(PHONE, [("csrfmiddlewaretoken", ada.token), ("code", phone.shows())])
        assert "Your recovery codes" in codes.body.decode()
        listed = ada.ask("/admin/publishing/page/").body.decode()
        saved = ada.write(next(part for part in listed.split('"') if part.endswith("/change/")), title="Another title")
        assert saved.is_done and "The public page has not changed." in ada.ask(saved.headers["location"]).body.decode()
        assert ada.send("/admin/logout/", [("csrfmiddlewaretoken", ada.token)]).status == 200
    names = {line.partition("=")[0] for line in ada.set}
    assert names == {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"}
    for line in ada.set:
        told = line.split("; ")
        assert {"Path=/", "Secure"} <= set(told) and not any(one.startswith("Domain") for one in told), line


# Guessing


def test_a_restart_forgets_no_wrong_password(prepared):
    data, database = prepared("restart")
    with site(data, is_prepared=True, **database) as address:
        where = urlsplit(address).netloc
        assert [Person(where, where, "ada").send_password("wrong").status for _time in range(5)] == [200] * 4 + [429]
    with site(data, is_prepared=True, **database) as address:
        where = urlsplit(address).netloc
        statuses = [Person(where, where, name).send_password(PASSWORD).status for name in ("ada", "rosa")]
    assert statuses == [429, 302]


def test_sixteen_who_guess_without_a_pause_keep_no_reader_waiting(prepared):
    """Each time by another name from another address, so that only the place to be hashed in holds them up. Looked at
    when all are at it: a server that has just begun is slow at its first page of each kind.
    """
    data, database = prepared("guessed")
    with site(data, is_prepared=True, TRUSTED_PROXIES="127.0.0.0/8", **database) as address:
        server, waits = Server(urlsplit(address).port, 0), []
        with doors.guessing(server) as answers, closing(Client(server)) as reader:
            while answers.total() < 3 * doors.SENDERS:
                assert reader.ask(doors.PAGE).status == reader.ask(doors.SEARCH.format(0)).status == 200
            ends = time.monotonic() + 3
            while (began := time.monotonic()) < ends:
                path = (doors.PAGE, doors.SEARCH.format(len(waits)))[len(waits) % 2]
                assert reader.ask(path).status == 200
                waits.append(time.monotonic() - began)
    assert set(answers) == {200, 429}
    assert max(waits) < 1
