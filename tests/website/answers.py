"""What a site answers at every address, to readers and to each of the staff: two sites that answer alike are alike."""

#: More of what the people did, after tests.journeys.screens.BEFORE: a page that moved, and links for people outside.
MORE = """
import json
from django.contrib.auth.models import User
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import ClinicProfile, Page, Recall, Revision
from django.utils import timezone
ada, rosa, paul = (User.objects.get(username=name) for name in ("ada", "rosa", "paul"))
page = Page.objects.get(kind="articles", slug="how-pain-works", language="en")
draft = actions.save_draft(page=page, by=ada, manuscript=page.live_revision.manuscript, slug="why-it-hurts")
draft = actions.submit(revision=draft, by=ada)
draft = actions.approve(revision=draft, by=rosa, sha256=draft.sha256)
actions.publish(revision=draft, by=paul)
waits = Revision.objects.filter(state="in-review").first()
links = [sharing.draft_path(sharing.share(revision=waits, by=ada))]
links += [sharing.approval_path(sharing.let_approve(waits, rosa).pk)]
ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": "(555) 010-0123", "name": "Hill Street"})
print(json.dumps(links))
"""

#: Ask for everything, at one moment, and leave no trace of it; prints address -> status, where it leads, what it says.
ASK = """
import hashlib, json, re
from unittest import mock
from datetime import datetime
from urllib.parse import urlsplit
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from tests.journeys.screens import SCREENS
keys, links, moment = json.loads({keys!r}), json.loads({links!r}), datetime.fromisoformat({moment!r})
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
#: Of one answer or one moment: what proves a form, in which tab it is, when jobs last ran, the key of a new phone.
OWN = [rb'name="csrfmiddlewaretoken" value="[^"]*"', rb'(?s)<section class="desk-jobs.*?</section>']
OWN += [rb"Planned work[^<]*", rb'name="tab" value="[^"]*"', rb'(?s)<div class="phone__code">.*?</div>']
OWN += [rb'otpauth://[^"]*', rb'(?s)<p class="phone__key">.*?</p>']
found = {{}}

def asked(client, address, who=""):
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for own in OWN:
        body = re.sub(own, b"", body)
    digest = hashlib.sha256(body).hexdigest()
    found[f"{{who}} {{address}}".strip()] = [answer.status_code, answer.get("Location", ""), digest]
    is_read = "html" in answer.get("Content-Type", "") or address.endswith(".xml")
    return body.decode("utf-8", "replace") if is_read else ""

with transaction.atomic(), mock.patch("django.utils.timezone.now", return_value=moment):
    reader = Client(SERVER_NAME="localhost", raise_request_exception=False)
    gone = ["/articles/how-pain-works/", "/procedures/vertebroplasty-and-kyphoplasty/", "/procedures/laser-therapy/"]
    waiting = ["/", "/sitemap.xml", "/robots.txt", "/conditions/tail-pain/", "/search/?q=siatic", *gone, *links]
    seen, here = set(), ("", urlsplit(settings.SITE_URL).netloc)
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/admin/") or "/static/" in address:
            continue
        seen.add(address)
        html = asked(reader, address)
        named = re.findall(r'(?:href|src)="([^"#]+)|<loc>([^<]+)|srcset="([^ "]+)', html)
        urls = [urlsplit(one or two or three) for one, two, three in named]
        own = [url for url in urls if url.netloc in here and url.scheme in ("", "http")]
        waiting += [url.path + ("?" + url.query if url.query else "") for url in own if url.path.startswith("/")]
    clients = {{}}
    for name, screen in SCREENS.items():
        client = clients.setdefault(screen.person, Client(SERVER_NAME="localhost", raise_request_exception=False))
        if screen.person and not client.cookies:
            client.force_login(User.objects.get(username=screen.person))
        asked(client, screen.address.format(**keys, day=moment.date()), screen.person or "nobody")
    transaction.set_rollback(True)
print(json.dumps(found))
"""
