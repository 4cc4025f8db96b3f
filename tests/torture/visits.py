"""People who ask a site over HTTP as browsers do: they keep cookies, fill in forms as they get them, send pictures."""

import http.client
import re
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode
from uuid import uuid4

from tests.people import PASSWORD

PATIENCE = 90  # seconds: longer than nginx waits for the site
LOGIN, PICTURES = "/admin/login/", "/admin/publishing/storedpicture/add/"


@dataclass(frozen=True)
class Answer:
    """What came back; 0 where nobody answered."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_done(self) -> bool:
        """Whether the desk has done what a form asked for: it leads on then, and shows the form again else."""
        return self.status in (302, 303)

    @property
    def is_fair(self) -> bool:
        """Whether it is what a site in trouble may say: come again, and when."""
        return self.status == 503 and bool(self.headers.get("retry-after"))


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Ask for a path. A header's name has an underscore for each hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with closing(http.client.HTTPConnection(address, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, named)
            with connection.getresponse() as answer:
                said = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "set-cookie"}
                said["set-cookie"] = "\n".join(answer.headers.get_all("Set-Cookie") or [])
                return Answer(answer.status, said, answer.read())
    except (OSError, http.client.HTTPException):
        return Answer(0)


class Forms(HTMLParser):
    """Every form of a page, by its id: what it would send, name and value."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, list[tuple[str, str]]] = {}
        self._form, self._area, self._select = "", None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        where, name = said.get("form", self._form), said.get("name", "")
        if tag == "form":
            self._form = said.get("id", f"form-{len(self.found)}")
            self.found.setdefault(self._form, [])
        elif tag == "textarea" and name:
            self._area = [where, name, ""]
        elif tag == "select" and name:
            self._select = [where, name, None]
        elif tag == "option" and self._select and ("selected" in said or self._select[2] is None):
            self._select[2] = said.get("value", "")
        elif tag == "input" and name and _is_sent(said):
            self.found.setdefault(where, []).append((name, said.get("value", "")))

    def handle_data(self, data):
        if self._area:
            self._area[2] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = ""
        elif tag == "textarea" and self._area:
            where, name, value = self._area
            self.found.setdefault(where, []).append((name, value.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select:
            where, name, value = self._select
            self.found.setdefault(where, []).append((name, value or ""))
            self._select = None


def _is_sent(said: dict[str, str]) -> bool:
    """Whether a browser sends a field that nobody has touched."""
    kind = said.get("type")
    return "checked" in said if kind in ("checkbox", "radio") else kind not in ("submit", "button", "file", "image")


class Person:
    """Somebody of the staff with a browser."""

    def __init__(self, address: str, host: str, name: str) -> None:
        self.address, self.host, self.name = address, host, name
        self._cookies: dict[str, str] = {}

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask for a path, with the cookies that were given."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer = ask(self.address, path, method, body, host=self.host, cookie=cookie, **headers)
        for line in filter(None, answer.headers.get("set-cookie", "").split("\n")):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value
        return answer

    def send(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.ask(path, "POST", urlencode(fields).encode(), content_type=kind)

    def sign_in(self) -> bool:
        """Come in by the password; whether it was so."""
        return self.send_password(PASSWORD).is_done

    def send_password(self, password: str) -> Answer:
        """Send a password, from the form that asks for it."""
        form = Forms(self.ask(LOGIN).body.decode()).found
        token = next((value for fields in form.values() for name, value in fields if name == "csrfmiddlewaretoken"), "")
        said = {"username": self.name, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
        return self.send(LOGIN, [*said.items()])

    @property
    def token(self) -> str:
        """What shows that a form is ours; a cookie has it."""
        return next((value for name, value in self._cookies.items() if name.endswith("csrftoken")), "")

    def write(self, page: str, **changed: str) -> Answer:
        """Open the form of a page, change some of its fields, and send it. page: the address of its form."""
        opened = self.ask(page)
        fields = Forms(opened.body.decode()).found.get("page-form", [])
        if opened.status != 200 or not fields:
            return opened
        return self.send(page, [(name, value) for name, value in fields if name not in changed] + [*changed.items()])

    def do(self, page: str, verb: str, sha256: str) -> Answer:
        """Do something with an open draft, of exactly that text."""
        said = {"csrfmiddlewaretoken": self.token, "verb": verb, "confirmed": "yes", "based_on": sha256}
        return self.send(page.replace("/change/", "/do/"), [*said.items()])

    def open_draft(self, page: str) -> str:
        """Return the digest of the open draft as the review shows it; empty where there is none."""
        shown = self.ask(page.replace("/change/", "/compare/")).body.decode()
        found = re.search(r'name="based_on" value="([0-9a-f]{64})"', shown)
        return found.group(1) if found else ""

    def send_picture(self, raw: bytes) -> Answer:
        """Send a picture."""
        mark = uuid4().hex
        lines = [f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.token}\r\n']
        lines += [f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n']
        body = "".join([*lines, "Content-Type: image/jpeg\r\n\r\n"]).encode() + raw + f"\r\n--{mark}--\r\n".encode()
        return self.ask(PICTURES, "POST", body, content_type=f"multipart/form-data; boundary={mark}")
