"""Every main page of the starter library is, byte for byte, what templates make of its text at a request."""

import pytest
from django.test import Client

from publishing.life.models import Page
from publishing.text import kinds
from tests.publishing.public.by_templates import by_templates

pytestmark = pytest.mark.usefixtures("starter_database")


@pytest.mark.django_db
def test_every_main_page_is_what_its_templates_print():
    names = [kind.name for kind in kinds.all_kinds() if kind.stencil]
    addresses = [page.get_absolute_url() for page in Page.objects.published().filter(kind__in=names)]
    assert len(addresses) > 50
    shown = {address: Client().get(address).content for address in addresses}
    with by_templates():
        expected = {address: Client().get(address).content for address in addresses}
    assert [address for address in addresses if shown[address] != expected[address]] == []
    assert not [address for address in addresses if b"\xee\x80\x80" in shown[address]], "a mark that nobody filled"
