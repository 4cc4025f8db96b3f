"""Accounts: who may make them does not become more than they are."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse


@pytest.fixture
def administrator(author):
    author.groups.add(Group.objects.get(name="Administrator"))
    return author


def change(client, person, **values):
    """Post a person's form as the browser would, with some fields changed."""
    url = reverse("admin:auth_user_change", args=[person.pk])
    posted = {"username": person.username, "date_joined_0": "2026-01-01", "date_joined_1": "10:00:00", **values}
    return client.post(url, posted)


def test_an_administrator_cannot_make_anybody_a_superuser(loaded, client, administrator, reviewer):
    client.force_login(administrator)
    for person in (administrator, reviewer):
        change(client, person, is_superuser="on", is_staff="on", is_active="on")
        person.refresh_from_db()
        assert not person.is_superuser


def test_an_administrator_cannot_change_their_own_roles(loaded, client, administrator):
    client.force_login(administrator)
    review = Group.objects.get(name="Clinical reviewer")
    answer = change(client, administrator, groups=[review.pk])
    assert answer.status_code == 302
    assert [group.name for group in administrator.groups.all()] == ["Administrator"]


def test_an_administrator_gives_others_their_roles(loaded, client, administrator, reviewer):
    client.force_login(administrator)
    review = Group.objects.get(name="Clinical reviewer")
    change(client, reviewer, groups=[review.pk], is_staff="on", is_active="on")
    assert list(reviewer.groups.all()) == [review]


def test_a_superuser_is_out_of_an_administrator_s_reach(loaded, client, administrator, admin_user):
    client.force_login(administrator)
    change(client, admin_user, username="mine")
    admin_user.refresh_from_db()
    assert admin_user.username != "mine"


def test_nobody_is_deleted(loaded, client, admin_user, reviewer):
    client.force_login(admin_user)
    assert client.post(reverse("admin:auth_user_delete", args=[reviewer.pk]), {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=reviewer.pk).exists()
