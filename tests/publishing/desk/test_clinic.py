"""The clinic's own words and its notices, as they are typed: numbers are numbers, and nothing means something else."""

import datetime

import pytest
from django.contrib import admin
from django.core import serializers
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from publishing.life import clinic, jobs
from publishing.life.models import ClinicProfile, Letter, SiteNotice
from tests.publishing.at_desk import in_role

pytestmark = pytest.mark.both_databases

ADD = "/admin/publishing/clinicprofile/add/"
NOTICE = "/admin/publishing/sitenotice/add/"


@pytest.fixture
def desk(loaded, client, admin_user):
    client.force_login(admin_user)
    return client


def form_of(answer):
    return answer.context["adminform"].form


@pytest.mark.parametrize("field", ["phone", "emergency_number"])
@pytest.mark.parametrize("typed", ["help", "call us", "1-800-PAIN", "12"])
def test_a_number_that_is_none_is_refused_at_its_field(desk, field, typed):
    assert list(form_of(desk.post(ADD, {field: typed})).errors) == [field]
    assert not ClinicProfile.objects.exists()


def test_a_new_number_for_an_emergency_is_asked_about_and_nothing_typed_is_lost(desk):
    typed = {"name": "Hill Street", "hours": "Mon to Fri", "emergency_number": "112"}
    answer = desk.post(ADD, typed)
    shown = answer.content.decode()
    assert "In an emergency, call 112" in shown and "no more 911" in shown
    assert "Hill Street" in shown and "Mon to Fri" in shown
    assert not ClinicProfile.objects.exists()
    assert desk.post(ADD, {**typed, "confirmed": "112"}).status_code == 302
    assert clinic.current().emergency_number == "112"


def test_a_yes_is_for_one_number_and_not_for_another_that_was_typed_since(desk):
    answer = desk.post(ADD, {"emergency_number": "999", "confirmed": "112"})
    assert list(form_of(answer).errors) == ["confirmed"]
    assert "In an emergency, call 999" in answer.content.decode()


def test_taking_the_number_back_to_that_of_the_settings_is_asked_about_too(desk):
    profile = ClinicProfile.objects.create(emergency_number="112")
    address = reverse("admin:publishing_clinicprofile_change", args=[1])
    seen = form_of(desk.get(address)).seen
    assert list(form_of(desk.post(address, {"seen": seen})).errors) == ["confirmed"]
    assert desk.post(address, {"seen": seen, "confirmed": "911"}).status_code == 302
    profile.refresh_from_db()
    assert profile.emergency_number == ""


def test_a_number_that_stays_is_not_asked_about(desk):
    assert desk.post(ADD, {"name": "Hill Street", "emergency_number": "911"}).status_code == 302
    shown = desk.get(reverse("admin:publishing_clinicprofile_change", args=[1])).content.decode()
    assert 'type="checkbox" name="confirmed"' not in shown


def test_what_was_typed_beside_a_number_is_printed_as_words(desk):
    shown = desk.post(ADD, {"phone": "911,<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in shown


def test_the_form_says_what_stands_where_a_field_is_empty_and_what_a_tap_dials(desk, settings):
    settings.CLINIC = {**settings.CLINIC, "phone": "(555) 010-0199 ext. 12", "hours": ""}
    shown = desk.get(ADD).content.decode()
    assert 'placeholder="(555) 010-0199 ext. 12"' in shown
    assert "Empty: as in the settings, (555) 010-0199 ext. 12." in shown
    assert "dials 5550100199." in shown
    assert "In an emergency, call 911" in shown
    assert "As in the settings (America/New_York)" in shown


def test_there_is_one_button_for_the_one_row(desk):
    shown = desk.get(ADD).content.decode()
    assert 'name="_save"' in shown
    assert "_addanother" not in shown and "_continue" not in shown


@pytest.mark.parametrize("field", ["address", "hours", "booking"])
@pytest.mark.parametrize(
    "typed", ["Call {clinic_phone}", "**Closed**", "See [us](https://a.example)", "8 to 5<br>", "8&nbsp;to 5"]
)
def test_signs_that_patients_would_read_as_signs_are_refused(desk, field, typed):
    assert list(form_of(desk.post(ADD, {field: typed})).errors) == [field]


def test_lines_are_kept_as_one_kind_of_line(desk):
    desk.post(ADD, {"hours": "Mon\r\nTue"})
    assert ClinicProfile.objects.get().hours == "Mon\nTue"


WORDS = st.text(max_size=30) | st.sampled_from(["+1 (555) 010-0199", "911", "x1", "#0b5654", "a@b.example", "UTC"])


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    typed=st.dictionaries(st.sampled_from(["name", "phone", "address", "hours", "booking", "email", "color"]), WORDS)
)
def test_whatever_the_form_of_the_clinic_takes_is_written_out_and_read_again(loaded, rf, admin_user, typed):
    request = rf.get("/")
    request.user = admin_user
    form = admin.site.get_model_admin(ClinicProfile).get_form(request)(typed)
    if form.is_valid():
        assert_comes_back(form.save(commit=False))


def assert_comes_back(row) -> None:
    row.full_clean(validate_unique=False)
    written = serializers.serialize("json", [row])
    (found,) = serializers.deserialize("json", written)
    assert serializers.serialize("json", [found.object]) == written


# Notices


def in_days(days: int) -> str:
    return f"{timezone.localtime() + datetime.timedelta(days=days):%Y-%m-%dT%H:%M}"


def test_a_notice_is_shown_until_its_time_in_the_clinic_s_zone(desk, client):
    assert "by the clinic’s clock" in desk.get(NOTICE).content.decode()
    assert desk.post(NOTICE, {"text": "Closed\non Friday.", "until": in_days(2)}).status_code == 302
    notice = SiteNotice.objects.get()
    assert notice.text == "Closed on Friday."
    assert "On every page until" in desk.get("/admin/publishing/sitenotice/").content.decode()
    assert "Closed on Friday." in client.get("/").content.decode()


def test_a_notice_is_told_to_every_clinical_reviewer_whenever_its_words_change(
    desk, reviewer, author, mailoutbox, django_capture_on_commit_callbacks
):
    """Nobody approves a notice, and it stands above every reviewed page."""
    for person, role in ((reviewer, "Clinical reviewer"), (author, "Author")):
        type(person).objects.filter(pk=person.pk).update(email=f"{person.username}@clinic.example")
        in_role(person, role)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(NOTICE, {"text": "Stop your blood thinner.", "until": in_days(2)})
    (letter,) = mailoutbox
    assert letter.to == [f"{reviewer.username}@clinic.example"]
    assert letter.subject == "A notice on every page: Stop your blood thinner."
    address = reverse("admin:publishing_sitenotice_change", args=[SiteNotice.objects.get().pk])
    sent = {"seen": form_of(desk.get(address)).seen, "until": in_days(2)}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address, {**sent, "text": "Go on as always."}).status_code == 302
    assert len(mailoutbox) == 1
    Letter.objects.update(due_at=timezone.now())
    jobs.run("send_letters")
    assert [one.to for one in mailoutbox] == [letter.to] * 2
    assert "Go on as always." in mailoutbox[1].body


@pytest.mark.parametrize("until", ["2020-01-01T12:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-03-08T02:30", "x"])
def test_an_end_that_has_passed_or_never_comes_is_refused(desk, until):
    assert list(form_of(desk.post(NOTICE, {"text": "Closed.", "until": until})).errors) == ["until"]


@pytest.mark.parametrize(
    "text", ["Call {clinic_phone}.", "**Closed**", "Read [this](https://a.example)", "x" * 241, ""]
)
def test_a_notice_that_would_not_be_read_as_it_is_meant_is_refused(desk, text):
    assert list(form_of(desk.post(NOTICE, {"text": text, "until": in_days(2)})).errors) == ["text"]


def test_a_notice_that_is_over_says_so_and_its_words_can_still_be_put_right(desk):
    over = timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(days=1)
    notice = SiteNotice.objects.create(text="Closed.", until=over)
    address = reverse("admin:publishing_sitenotice_change", args=[notice.pk])
    answer = desk.get(address)
    assert "nobody sees it" in answer.content.decode()
    sent = {"seen": form_of(answer).seen, "until": f"{form_of(answer)['until'].value():%Y-%m-%dT%H:%M}"}
    assert desk.post(address, {**sent, "text": "Was closed."}).status_code == 302
