"""Pictures that staff put in: sent over HTTP, described, put into a page, blocked, replaced, thrown away."""

import datetime
import errno
import io
import re

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from publishing.desk.letters import sharing
from publishing.desk.pictures import picture_list, refusing, uploading
from publishing.life import actions, dumping, jobs, pictures, unused
from publishing.life.models import Contributor, Event, KeptText, Page, Revision, StoredPicture
from publishing.life.pictures import as_printed
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.public import plates
from publishing.text.images.photographs import MAX_BYTES, Why
from publishing.text.records import InIt
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import entered, in_role, url
from tests.publishing.uploads import REFUSED, SECRET, TAKEN, photo, saved, scene

PAIN = "articles/how-pain-works"
SAYS = {
    "shows": "The front door of the clinic.",
    "caption": "The ramp is on the left.",
    "credit": "Example Clinic",
    "license": "made",
    "in_it": "nobody",
    "focus_x": "80",
    "focus_y": "20",
}
WORDS = {"is_decoration": False, **SAYS, "focus_x": 80, "focus_y": 20}


def send(client, raw=None, name="IMG_2231.JPG", **fields):
    file = SimpleUploadedFile("x", photo() if raw is None else raw)
    file._name = name  # Django's own cleaning is not what is tested
    return client.post(reverse("admin:publishing_storedpicture_add"), {"file": file, **fields})


def staged() -> StoredPicture:
    return StoredPicture.objects.get(is_staged=True)


def screen(picture, view="change") -> str:
    return reverse(f"admin:publishing_storedpicture_{view}", args=[picture.pk])


def kept(by, **says) -> StoredPicture:
    picture = actions.upload_picture(by=by, raw=saved(scene()))
    return actions.describe_picture(picture=picture, says=WORDS | says, by=by)[0]


def said(picture, **more) -> dict:
    """What the form of a picture sends, opened now."""
    return SAYS | {"seen": StoredPicture.objects.get(pk=picture.pk).said_sha256} | more


def new_file(**more) -> dict:
    """What the form for another file sends."""
    says = {name: SAYS[name] for name in ("shows", "credit", "license", "in_it")}
    return says | {"file": SimpleUploadedFile("new.jpg", saved(scene(1000, 700)))} | more


def replaced(picture, by, **says):
    return actions.replace_picture(picture=picture, raw=saved(scene(1000, 700)), says=WORDS | says, by=by)


def files() -> set[str]:
    return set(default_storage.listdir("images")[1]) if default_storage.exists("images") else set()


def shown_on(staff, picture, state=RevisionState.DRAFT) -> Page:
    drawings = [{"file": picture.file_in_texts, "alt": "The door.", "credit": "Example Clinic"}]
    staff.revision(page_at(PAIN), state, drawings=drawings)
    return page_at(PAIN)


# Sending


@pytest.fixture
def few(monkeypatch):
    """Two pictures that nobody uses are all that one person may leave."""
    monkeypatch.setattr(unused, "MOST", 2)


@pytest.mark.parametrize("panel", [{}, {"panel": "1"}])
def test_nobody_leaves_more_pictures_than_some_that_nobody_uses(staff, writer, few, panel):
    picture = kept(staff.author)
    assert send(writer, **panel).status_code < 400
    before = files()
    answer = send(writer, **panel)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "2 pictures that you sent are on no page, 0 MB together, and each of us may leave 2, or 250 MB." in shown
    assert "throw away what nobody needs: “Pictures”, then “Yours on no page”" in shown
    assert "What you said nothing of goes by itself after a day." in shown
    assert files() == before
    actions.upload_picture(by=staff.publisher, raw=saved(scene()))  # another person's are no hindrance
    writer.post(screen(picture, "delete"))
    assert send(writer, **panel).status_code < 400


def test_the_bytes_that_nobody_uses_count_too(staff, writer, monkeypatch):
    picture = kept(staff.author)
    size = sum(default_storage.size(file) for file in (picture.original, picture.file))
    assert pictures.size_of([picture]) == size
    monkeypatch.setattr(unused, "MOST_BYTES", size + 1)
    assert send(writer).status_code < 400
    assert send(writer).status_code == 422


def test_a_picture_that_a_text_a_version_or_a_kept_text_names_is_in_nobody_s_way(staff, writer, few):
    page, mine = page_at(PAIN), [kept(staff.author) for _time in range(2)]
    assert unused.why_no_more(staff.author)
    shown_on(staff, mine[0], RevisionState.PUBLISHED)
    assert not unused.why_no_more(staff.author)
    staff.published(page_at(PAIN), drawings=None)  # an earlier version has it
    kept(staff.author)
    assert unused.unused(mine) == [mine[1]]
    fields = {"drawings": [mine[1].file_in_texts]}
    KeptText.objects.create(page=page, by=staff.reviewer, tab="a", fields=fields, kept_at=timezone.now())
    assert unused.unused(mine) == []
    assert not unused.why_no_more(staff.author)


def test_a_picture_has_so_many_files_and_then_another_picture_is_sent(staff, writer, monkeypatch):
    monkeypatch.setattr(unused, "MOST_FILES", 1)
    picture = kept(staff.author)
    assert writer.post(screen(picture, "file"), new_file()).status_code == 302
    before = files()
    answer = writer.post(screen(picture, "file"), new_file())
    assert answer.status_code == 422
    assert "This picture has had 1 other files. Add the new one as a picture of its own" in answer.content.decode()
    assert files() == before


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("panel", [{}, {"panel": "1"}])
def test_what_cannot_be_used_is_refused_in_a_sentence_and_leaves_nothing(writer, what, panel):
    name, raw, words = REFUSED[what]
    before = files()
    answer = send(writer, raw, name, **panel)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (files(), StoredPicture.objects.filter(is_staged=True).count()) == (before, 0)


@pytest.mark.parametrize("what", TAKEN)
def test_what_can_be_used_is_kept_under_a_name_of_our_own(writer, what):
    name, raw = TAKEN[what]
    answer = send(writer, raw, name)
    assert answer.status_code == 302
    picture = staged()
    assert re.fullmatch(r"images/picture-[0-9a-f]{16}\.[0-9a-f]{12}\.(jpg|png)", picture.original)
    for file in (picture.original, picture.file):
        with default_storage.open(file) as stored:
            content = stored.read()
        assert SECRET not in content
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}


def test_the_name_that_it_had_is_said_and_harmless(writer):
    answer = send(writer, name="<b>x</b>.jpg", panel="1")
    html = answer.content.decode()
    assert f"{escape('b>.jpg')} is in. The place where it was taken and the camera’s data were taken out." in html
    assert "b>.jpg" not in html


def test_more_than_20_megabytes_are_not_read(writer):
    answer = send(writer, saved(scene()) + b"\0" * MAX_BYTES)
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()


def test_no_more_than_the_limit_is_written_of_a_large_file(writer, monkeypatch):
    from publishing.desk.basics import receiving

    written = []
    monkeypatch.setattr(receiving, "MAX_BYTES", 200_000)
    monkeypatch.setattr(receiving, "PATIENCE", 800_000)
    base = receiving.TemporaryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        receiving.TemporaryFileUploadHandler,
        "receive_data_chunk",
        lambda self, raw, start: (written.append(len(raw)), base(self, raw, start))[1],
    )
    answer = send(writer, b"\xff" * 3_000_000)
    assert answer.status_code == 422
    assert sum(written) <= 200_000


def test_no_temporary_file_stays(writer, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    send(writer, REFUSED["a bomb"][1])
    send(writer)
    assert list(tmp_path.iterdir()) == []


def test_nothing_was_chosen(writer):
    answer = writer.post(reverse("admin:publishing_storedpicture_add"))
    assert (answer.status_code, "No picture was chosen" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("at", [1, 2])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(writer, monkeypatch, at):
    before, calls = files(), []
    save = default_storage.save

    def full(name, content):
        calls.append(name)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", full)
    answer = send(writer)
    assert (answer.status_code, "no room" in answer.content.decode()) == (422, True)
    assert (files(), StoredPicture.objects.filter(is_staged=True).count()) == (before, 0)


def test_a_full_disk_while_a_file_comes_is_a_sentence(writer, monkeypatch):
    from publishing.desk.basics import receiving

    def full(self, raw, start):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving.TemporaryFileUploadHandler, "receive_data_chunk", full)
    answer = send(writer)
    assert (answer.status_code, "no room" in answer.content.decode()) == (422, True)


def test_every_reason_has_its_sentence():
    assert set(refusing._SAID) == set(Why)
    for why in Why:
        said = refusing.refusal("x.jpg", why)
        assert said.found.startswith("x.jpg cannot be used: ") and said.do.endswith(".")


# Rights


@pytest.mark.parametrize(
    ("role", "status"), [("Author", 200), ("Publisher", 200), ("Clinical reviewer", 403), ("", 302)]
)
def test_who_may_write_may_send(loaded, author, client, role, status):
    if not role:
        author.is_staff = False
        author.save()
    client.force_login(in_role(author, role))
    assert client.get(reverse("admin:publishing_storedpicture_add")).status_code == status


def test_what_somebody_else_just_sent_is_not_there(staff, client):
    picture = actions.upload_picture(by=staff.author, raw=saved(scene()))
    client.force_login(staff.publisher)
    assert client.get(screen(picture)).status_code == 404
    assert client.post(screen(picture, "delete")).status_code == 404


def test_an_author_changes_their_own_until_it_is_public(staff, writer):
    picture = kept(staff.author)
    assert writer.post(screen(picture), said(picture, shows="The door.")).status_code == 302
    shown_on(staff, picture, RevisionState.PUBLISHED)
    assert writer.post(screen(picture), SAYS).status_code == 403
    assert writer.get(screen(picture, "file")).status_code == 403
    assert "Paul Publisher can change this" in writer.get(screen(picture)).content.decode()


def test_an_author_changes_no_other_s_picture(staff, writer):
    picture = kept(staff.publisher)
    assert writer.post(screen(picture), SAYS).status_code == 403
    assert writer.post(screen(picture, "delete")).status_code == 403


def test_a_reviewer_looks_and_changes_nothing(staff, client):
    picture = kept(staff.author)
    client.force_login(staff.reviewer)
    assert client.get(screen(picture)).status_code == 200
    assert client.post(screen(picture), SAYS).status_code == 403


# Describing


def described(writer, **says):
    send(writer)
    picture = staged()
    return picture, writer.post(screen(picture), {key: value for key, value in said(picture, **says).items() if value})


@pytest.mark.parametrize("missing", ["shows", "credit", "license", "in_it"])
def test_what_must_be_said_is_asked_for(writer, missing):
    picture, answer = described(writer, **{missing: ""})
    assert answer.status_code == 422
    assert "field--wrong" in answer.content.decode()
    assert StoredPicture.objects.get(pk=picture.pk).is_staged


def test_decoration_needs_no_words(writer):
    picture, answer = described(writer, shows="", is_decoration="on")
    assert answer.status_code == 302
    picture.refresh_from_db()
    assert (picture.is_decoration, picture.is_staged) == (True, False)


@pytest.mark.parametrize(
    "wrong", [{"shows": "x" * 301}, {"focus_x": "101"}, {"license": "stolen"}, {"credit": "a\u202eb"}]
)
def test_what_no_text_could_hold_is_refused_at_its_field(writer, wrong):
    picture, answer = described(writer, **wrong)
    assert answer.status_code == 422
    assert StoredPicture.objects.get(pk=picture.pk).is_staged


def test_the_words_for_a_page_come_back_to_the_panel(writer):
    send(writer)
    picture = staged()
    told = writer.post(screen(picture), said(picture, panel="1", shows="The [front] door")).json()
    file = picture.name.removeprefix("images/")
    assert told["drawing"] == {
        "file": file,
        "alt": "The [front] door",
        "caption": "The ramp is on the left.",
        "credit": "Example Clinic",
    }
    assert told["mark"] == f'![The (front) door](../images/{file} "The ramp is on the left. (Example Clinic)")'


def test_between_paragraphs_every_picture_has_words(writer):
    send(writer)
    answer = writer.post(screen(staged()), said(staged(), shows="", is_decoration="on", in_text="1", panel="1"))
    assert answer.status_code == 422


def test_what_was_sent_and_not_described_is_thrown_away(staff, writer, django_capture_on_commit_callbacks):
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        send(writer)
        assert writer.post(screen(staged(), "delete")).status_code == 302
    assert files() == before
    picture = actions.upload_picture(by=staff.author, raw=saved(scene()))
    StoredPicture.objects.filter(pk=picture.pk).update(uploaded_at=picture.uploaded_at - jobs.STAGED)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run("make_sizes")
    assert (files(), StoredPicture.objects.filter(is_staged=True).exists()) == (before, False)


@pytest.mark.parametrize("where", ["draft", "kept text"])
def test_what_a_text_names_is_not_thrown_away(staff, where):
    picture = actions.upload_picture(by=staff.author, raw=saved(scene()))
    StoredPicture.objects.filter(pk=picture.pk).update(uploaded_at=picture.uploaded_at - jobs.STAGED)
    if where == "draft":
        draft = staff.revision(page_at(PAIN), RevisionState.DRAFT, title="Again")
        Revision.objects.filter(pk=draft.pk).update(manuscript=f"{draft.manuscript}\n{picture.file_in_texts}\n")
    else:
        what = {"page": page_at(PAIN), "by": staff.author, "tab": "a", "kept_at": timezone.now()}
        KeptText.objects.create(fields={"text": [f"![It]({picture.file_in_texts})"]}, **what)
    assert jobs.run("make_sizes").endswith("0 thrown away, 0 failed")
    assert StoredPicture.objects.filter(pk=picture.pk).exists()


def test_what_is_sent_twice_within_moments_is_one_picture(staff, writer):
    before = files()
    send(writer)
    once = files()
    assert send(writer).url == screen(staged())
    assert (StoredPicture.objects.filter(is_staged=True).count(), files()) == (1, once)
    StoredPicture.objects.filter(is_staged=True).update(uploaded_at=timezone.now() - datetime.timedelta(minutes=5))
    send(writer)
    assert StoredPicture.objects.filter(is_staged=True).count() == 2
    assert len(files()) == len(before) + 2 * (len(once) - len(before))


def test_a_panel_is_told_what_is_thrown_away_and_no_later_page_is(staff, writer):
    send(writer)
    answer = writer.post(screen(staged(), "delete"), {"panel": "1"})
    assert answer.json() == {"gone": "The picture is thrown away."}
    assert "thrown away" not in writer.get(reverse("admin:publishing_storedpicture_add")).content.decode()


def test_nothing_is_thrown_away_of_what_was_not_forgotten_after_all(staff):
    picture = actions.upload_picture(by=staff.author, raw=saved(scene()))
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.forget_staged(picture.pk)
        raise RuntimeError
    assert default_storage.exists(picture.original) and default_storage.exists(picture.file)


def test_what_was_described_a_moment_before_is_not_forgotten(staff):
    assert not actions.forget_staged(kept(staff.author).pk)


@pytest.mark.parametrize("panel", [{}, {"panel": "1"}])
def test_what_is_gone_when_it_is_described_is_said_with_what_to_do(staff, writer, monkeypatch, panel):
    send(writer)
    before = staged()
    actions.forget_staged(before.pk)
    monkeypatch.setattr(uploading, "_picture", lambda _request, _pk: (before, True))
    answer = writer.post(screen(before), SAYS | panel)
    assert answer.status_code == 422
    assert "The picture is not there any more. Send it once more." in answer.content.decode()


def test_what_somebody_else_said_meanwhile_is_not_written_over(staff, writer):
    picture = kept(staff.author)
    opened = said(picture)
    actions.describe_picture(picture=picture, says=WORDS | {"in_it": InIt.NOT_ASKED}, by=staff.publisher)
    answer = writer.post(screen(picture), opened | {"caption": "The new ramp."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else changed what is said of this picture" in html
    assert "Are patients or staff in it? It says now: Yes, not asked yet." in html
    assert "The new ramp." in html
    assert StoredPicture.objects.get(pk=picture.pk).in_it == InIt.NOT_ASKED
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    assert writer.post(screen(picture), opened | {"seen": seen}).status_code == 302


def test_sizes_that_were_made_meanwhile_are_no_other_words(staff, writer):
    picture = kept(staff.author)
    opened = said(picture, caption="The new ramp.")
    jobs.run("make_sizes")
    assert writer.post(screen(picture), opened).status_code == 302


# Into a page


def test_what_is_sent_twice_is_in_the_page_once(staff, writer, monkeypatch):
    page = page_at(PAIN)
    send(writer, page=page.pk)
    before = staged()
    typed = said(before, page=page.pk)
    monkeypatch.setattr(uploading, "_picture", lambda _request, _pk: (before, True))
    for _time in range(2):
        answer = writer.post(screen(before), typed)
        assert answer["Location"] == f"{url(page)}#part-drawings"
    assert page.revisions.open().get().manuscript.count(before.file_in_texts) == 1


def test_a_picture_that_is_put_in_changes_nothing_else_of_the_text(staff, writer):
    page = page_at("procedures/epidural-steroid-injection")
    send(writer, page=page.pk)
    writer.post(screen(staged()), said(staged(), page=page.pk))
    draft = page.revisions.open().get()
    assert set(page.live_revision.manuscript.splitlines()) <= set(draft.manuscript.splitlines())
    assert actions.submit(revision=draft, by=staff.author).state == RevisionState.IN_REVIEW


def test_an_approval_that_a_picture_ends_is_said(staff, writer):
    page = page_at(PAIN)
    staff.revision(page, RevisionState.APPROVED, title="How pain really works")
    send(writer, page=page.pk)
    answer = writer.post(screen(staged()), said(staged(), page=page.pk), follow=True)
    assert "The text had been approved. What you changed is reviewed again." in answer.content.decode()


def test_without_a_script_it_goes_into_the_draft(staff, writer):
    page = page_at(PAIN)
    typed = entered(page) | {"title": "How pain really works", "next": "picture"}
    answer = writer.post(url(page), typed)
    assert answer["Location"] == f"{reverse('admin:publishing_storedpicture_add')}?page={page.pk}"
    answer = send(writer, page=page.pk)
    answer = writer.post(answer["Location"].partition("?")[0], said(staged(), page=page.pk))
    assert answer["Location"] == f"{url(page)}#part-drawings"
    text = page.revisions.open().get().manuscript
    assert "How pain really works" in text
    assert f"file: {StoredPicture.objects.get(uploaded_by=staff.author).name.removeprefix('images/')}" in text


def test_the_form_lets_one_choose_a_picture_by_what_it_shows(staff, writer):
    kept(staff.author)
    form = writer.get(url(page_at(PAIN)), {"add": "drawings"}).content.decode()
    assert "The front door of the clinic.</option>" in form
    assert "data-brings" in form and "Use one we have" in form


def test_a_picture_that_is_gone_is_not_lost_from_the_form(staff, writer):
    staff.revision(page_at(PAIN), RevisionState.DRAFT, drawings=[{"file": "gone.svg", "alt": "A leg."}])
    assert "A picture that is not here" in writer.get(url(page_at(PAIN))).content.decode()
    assert writer.post(url(page_at(PAIN)), entered(page_at(PAIN), title="Pain at work")).status_code == 302
    assert "gone.svg" in page_at(PAIN).revisions.open().get().manuscript


def test_the_public_sees_it_with_who_made_it_before_its_sizes_are_made_and_after(staff, client):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    text = client.get(page.public_url).content.decode()
    assert default_storage.url(picture.file) in text and "image/avif" not in text
    assert "<small>Example Clinic</small>" in text
    jobs.run("make_sizes")
    assert "image/avif" in client.get(page.public_url).content.decode()
    assert jobs.run("make_sizes").startswith("0 pictures")
    [listed] = plates.put_on([Page.objects.get(pk=page.pk)])
    assert ".plate.jpg" in listed.plate.url


def test_a_phone_cuts_a_wide_picture_around_what_must_stay_in_view(staff):
    wide = StoredPicture(file="images/a.jpg", width=1600, height=800, focus_x=78, focus_y=20)
    usual = StoredPicture(file="images/a.jpg", width=1600, height=1200, focus_x=78, focus_y=20)
    assert (as_printed(wide).focus, as_printed(usual).focus) == ((8, 2), None)


def test_decoration_is_read_to_nobody(staff, client):
    picture = kept(staff.author, shows="", is_decoration=True)
    drawings = [{"file": picture.name.removeprefix("images/"), "decoration": "only"}]
    staff.revision(page_at(PAIN), RevisionState.PUBLISHED, drawings=drawings)
    assert 'alt=""' in client.get(page_at(PAIN).public_url).content.decode().partition('class="figure"')[2]


# Who is in it


def test_people_who_were_not_asked_keep_a_page_from_the_public(staff):
    picture = kept(staff.author, in_it=InIt.NOT_ASKED)
    page = shown_on(staff, picture, RevisionState.APPROVED)
    revision = page.revisions.open().get()
    with pytest.raises(actions.Refused, match="not asked yet"):
        actions.publish(revision=revision, by=staff.publisher)
    actions.describe_picture(picture=picture, says=WORDS | {"in_it": InIt.AGREED}, by=staff.publisher)
    assert actions.publish(revision=revision, by=staff.publisher).status == PageStatus.LIVE


def test_people_who_were_not_asked_do_not_come_back_with_an_undo_or_a_page(staff):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    staff.published(page_at(PAIN), drawings=None)
    actions.describe_picture(picture=picture, says=WORDS | {"in_it": InIt.NOT_ASKED}, by=staff.publisher)
    with pytest.raises(actions.Refused, match="not asked yet"):
        actions.undo(page=page, by=staff.publisher, sha256=page_at(PAIN).live_revision.sha256, note="It was better.")
    actions.describe_picture(picture=picture, says=WORDS, by=staff.publisher)
    shown_on(staff, picture, RevisionState.PUBLISHED)
    actions.withdraw(page=page, by=staff.publisher, note="It is wrong.")
    actions.describe_picture(picture=picture, says=WORDS | {"in_it": InIt.NOT_ASKED}, by=staff.publisher)
    with pytest.raises(actions.Refused, match="not asked yet"):
        actions.restore(page=page, by=staff.publisher)


# Another file, and none


@pytest.mark.parametrize("state", [RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_what_a_clinician_approved_is_published_with_the_picture_that_they_saw(staff, client, state):
    picture = kept(staff.author)
    page = shown_on(staff, picture, state)
    why = f"A clinician has approved “{page}” with this picture. Publish that first, or have the approval taken back"
    with pytest.raises(actions.Refused, match=why):
        replaced(picture, staff.publisher)
    client.force_login(staff.publisher)
    for answer in (client.get(screen(picture, "file")), client.post(screen(picture, "file"), new_file())):
        assert escape(why) in answer.content.decode()
        assert 'type="file"' not in answer.content.decode()
    assert StoredPicture.objects.get(pk=picture.pk).digest == picture.digest


@pytest.mark.parametrize("state", [RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_an_author_changes_no_picture_that_a_clinician_is_asked_about(staff, writer, state):
    picture = kept(staff.author)
    shown_on(staff, picture, state)
    assert writer.post(screen(picture), said(picture)).status_code == 403
    assert writer.post(screen(picture, "file"), new_file()).status_code == 403


def test_a_text_that_is_sent_while_an_author_changes_its_picture_keeps_it(staff):
    picture, before = kept(staff.author), files()
    shown_on(staff, picture, RevisionState.IN_REVIEW)
    with pytest.raises(actions.Refused, match="sent to a clinician"):
        replaced(picture, staff.author)
    with pytest.raises(actions.Refused, match="sent to a clinician"):
        actions.describe_picture(picture=picture, says=WORDS | {"focus_x": 3}, by=staff.author)
    assert files() >= before and StoredPicture.objects.get(pk=picture.pk).digest == picture.digest
    assert replaced(picture, staff.publisher)


@pytest.mark.parametrize("then", ["another text", "off the site"])
def test_an_author_changes_no_picture_that_could_come_back_with_its_approval(staff, writer, then):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    if then == "another text":
        staff.published(page_at(PAIN), drawings=None)
    else:
        actions.withdraw(page=page, by=staff.publisher, note="It is wrong.")
    assert writer.post(screen(picture, "file"), new_file()).status_code == 403


@pytest.mark.parametrize("missing", ["shows", "credit", "license", "in_it", "file"])
def test_what_was_said_of_the_old_file_is_not_taken_for_the_new_one(staff, writer, missing):
    picture = kept(staff.author)
    asked = writer.get(screen(picture, "file")).content.decode()
    assert "checked" not in asked and SAYS["shows"] in asked
    sent = {name: value for name, value in new_file().items() if name != missing}
    answer = writer.post(screen(picture, "file"), sent)
    assert answer.status_code == 422
    assert StoredPicture.objects.get(pk=picture.pk).digest == picture.digest


def test_a_new_file_has_what_was_said_of_it_and_is_seen_whole(staff, writer):
    picture = kept(staff.author)
    sent = new_file(in_it="agreed", credit="Jo Camera", license="bought")
    assert writer.post(screen(picture, "file"), sent).status_code == 302
    picture.refresh_from_db()
    assert (picture.in_it, picture.credit, picture.license) == ("agreed", "Jo Camera", "bought")
    assert (picture.focus_x, picture.focus_y, picture.needs_sizes) == (None, None, True)


def test_people_who_were_not_asked_do_not_come_onto_a_public_page_with_a_new_file(staff):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    with pytest.raises(actions.Refused, match=f"“{page}” would show people who were not asked"):
        replaced(picture, staff.publisher, in_it=InIt.NOT_ASKED)


def test_a_picture_is_taken_away_for_good_and_its_pages_say_so(
    staff, client, tmp_path, django_capture_on_commit_callbacks
):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    staff.reviewer.email = "owner@example.org"
    staff.reviewer.save()
    keeper = Contributor.objects.create(id="keeper", name="Rosa Reviewer", kind="person", user=staff.reviewer)
    Page.objects.filter(pk=page.pk).update(owner=keeper)
    replaced(picture, staff.publisher)
    jobs.run("make_sizes")
    client.force_login(staff.publisher)
    assert "Take it away for good" in client.get(screen(picture)).content.decode()
    assert str(page) in client.get(screen(picture, "remove")).content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(screen(picture, "remove")).status_code == 302
    taken = StoredPicture.objects.get(pk=picture.pk)
    stem = picture.file_in_texts.removesuffix("jpg")
    assert {file for file in files() if file.startswith(stem)} == {taken.original.removeprefix("images/")}
    text = client.get(page.public_url).content.decode()
    assert "This picture was taken away." in text and "<picture hidden>" in text
    assert default_storage.url(taken.file) not in text.partition("<body")[0]
    assert Event.objects.filter(page=page, verb=Verb.REMOVE_PICTURE, by=staff.publisher).count() == 1
    assert ["owner@example.org"] in [letter.to for letter in mail.outbox]
    shown = client.get(screen(picture)).content.decode()
    assert "It was taken away for good on" in shown and "Put another file in its place" in shown
    assert "Take it away for good" not in shown and "data-describe" not in shown
    assert client.post(screen(picture), said(picture)).status_code == 403
    assert (
        "front door of the clinic.</option>" not in client.get(url(page_at(PAIN)), {"add": "drawings"}).content.decode()
    )
    dumping.dump(tmp_path / "dump")
    replaced(picture, staff.publisher)
    assert "<picture hidden>" not in client.get(page.public_url).content.decode()


def test_an_approval_is_not_in_the_way_of_taking_a_picture_away(staff):
    picture = kept(staff.author)
    shown_on(staff, picture, RevisionState.APPROVED)
    actions.remove_picture(picture=picture, by=staff.publisher)
    assert StoredPicture.objects.get(pk=picture.pk).removed_at


def test_only_who_publishes_takes_a_picture_away_and_no_one_what_is_the_library_s(staff, writer):
    assert writer.post(screen(kept(staff.author), "remove")).status_code == 403
    writer.force_login(staff.publisher)
    assert writer.post(screen(StoredPicture.objects.get(name="drawings/leg.svg"), "remove")).status_code == 403


# A picture that is replaced while a clinician has the text open


@pytest.fixture
def in_review(staff, client):
    """A picture on a page that waits for a clinician, and what their screen sends when they approve."""
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.IN_REVIEW)
    client.force_login(staff.reviewer)
    shown = client.get(url(page, "compare")).content.decode().partition('id="ask-approve"')[2].partition("</form>")[0]
    values = dict(re.findall(r'type="hidden" name="([a-z0-9_]+)" value="([^"]+)"', shown))
    return picture, page, values | {"note": "Well said."}


def test_a_text_is_approved_with_the_pictures_that_were_shown(in_review, client):
    _picture, page, values = in_review
    assert client.post(url(page, "do"), values).status_code == 302
    assert page.revisions.open().get().state == RevisionState.APPROVED


@pytest.mark.parametrize("what", ["replaced", "taken away"])
def test_no_picture_is_approved_unseen_it_is_named_and_shown_and_asked_again(staff, client, in_review, what):
    picture, page, values = in_review
    if what == "replaced":
        replaced(picture, staff.publisher)
    else:
        actions.remove_picture(picture=picture, by=staff.publisher)
    picture.refresh_from_db()
    answer = client.post(url(page, "do"), values)
    shown = answer.content.decode()
    name = escape(str(picture).removesuffix("."))
    said = "was replaced after you opened this text" if what == "replaced" else "was taken away after you"
    assert f"Nothing was approved: “{name}” changed after you opened this text." in shown
    assert f"“{name}” {said}" in shown and default_storage.url(picture.file) in shown
    assert "Well said." in shown and "Approve as Rosa Reviewer" in shown
    assert page.revisions.open().get().state == RevisionState.IN_REVIEW
    [now] = re.findall(r'name="pictures" value="([^"]+)"', shown)
    assert client.post(url(page, "do"), values | {"pictures": now}).status_code == 302
    assert page.revisions.open().get().state == RevisionState.APPROVED


def test_a_question_on_a_page_of_its_own_shows_what_was_replaced_at_once(staff, client, in_review):
    picture, page, values = in_review
    replaced(picture, staff.publisher)
    read = {"verb": "approve", "seen": values["seen"]}
    asked = client.get(url(page, "do"), read | {"pictures": values["pictures"]}).content.decode()
    assert "was replaced after you opened this text" in asked
    assert "was replaced" not in client.get(url(page, "do"), read).content.decode()


@pytest.mark.parametrize("sent", ["", "1", "x:y 7:", "\0"])
def test_an_approval_that_does_not_say_which_pictures_it_is_of_asks_again(client, in_review, sent):
    _picture, page, values = in_review
    assert "Nothing was approved" in client.post(url(page, "do"), values | {"pictures": sent}).content.decode()
    assert page.revisions.open().get().state == RevisionState.IN_REVIEW


def test_an_approval_from_a_letter_notices_a_replaced_picture_and_can_still_be_given(
    staff, client, in_review, settings
):
    settings.APPROVE_FROM_MAIL = True
    picture, page, _values = in_review
    path = sharing.approval_path(sharing.let_approve(page.revisions.open().get(), staff.reviewer).pk)
    signs = r'name="pictures" value="([^"]+)"'
    [seen] = re.findall(signs, client.get(path).content.decode())
    replaced(picture, staff.publisher)
    answer = client.post(path, {"pictures": seen})
    shown = answer.content.decode()
    assert answer.status_code == 200 and "was replaced after you opened this text" in shown
    assert page.revisions.open().get().state == RevisionState.IN_REVIEW
    assert "The text is approved" in client.post(path, {"pictures": re.findall(signs, shown)[0]}).content.decode()


def test_another_file_breaks_no_page_and_is_told(staff, client, mailoutbox):
    picture = kept(staff.author)
    page = shown_on(staff, picture, RevisionState.PUBLISHED)
    owner = staff.reviewer
    owner.email = "owner@example.org"
    owner.save()
    keeper = Contributor.objects.create(id="keeper", name="Rosa Reviewer", kind="person", user=owner)
    Page.objects.filter(pk=page.pk).update(owner=keeper)
    client.force_login(staff.publisher)
    asked = client.get(screen(picture, "file")).content.decode()
    assert "1 page shows" in asked and str(page) in asked
    mail.outbox.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda run, **_how: run())
        assert client.post(screen(picture, "file"), new_file()).status_code == 302
    old, new = picture.file, StoredPicture.objects.get(pk=picture.pk).file
    assert old != new
    assert default_storage.exists(old)
    assert default_storage.url(new) in client.get(page.public_url).content.decode()
    assert Event.objects.filter(page=page, verb=Verb.REPLACE_PICTURE, by=staff.publisher).count() == 1
    assert [letter.to for letter in mail.outbox] == [["owner@example.org"]]


def test_a_drawing_of_the_library_is_described_and_not_cut(staff, client):
    picture = StoredPicture.objects.get(name="drawings/leg.svg")
    client.force_login(staff.publisher)
    assert "focus__ring" not in client.get(screen(picture)).content.decode()
    assert client.post(screen(picture), said(picture)).status_code == 302
    picture.refresh_from_db()
    assert (picture.shows, picture.focus_x, picture.needs_sizes) == (SAYS["shows"], None, False)


def test_a_drawing_of_the_library_is_not_replaced_and_not_thrown_away(staff, client):
    picture = StoredPicture.objects.get(name="drawings/leg.svg")
    client.force_login(staff.publisher)
    assert client.post(screen(picture, "file"), {"file": SimpleUploadedFile("x.jpg", photo())}).status_code == 403
    client.post(screen(picture, "delete"))
    assert StoredPicture.objects.filter(pk=picture.pk).exists()


def test_a_picture_in_use_stays_and_one_of_no_page_goes_with_its_files(
    staff, writer, django_capture_on_commit_callbacks
):
    before = files()
    picture, other = kept(staff.author), kept(staff.author)
    page = shown_on(staff, picture)
    assert "It is in use" in writer.post(screen(picture, "delete"), follow=True).content.decode()
    actions.discard(revision=page.revisions.open().get(), by=staff.author)
    assert "An earlier version" in writer.post(screen(picture, "delete"), follow=True).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        writer.post(screen(other, "delete"))
    assert not StoredPicture.objects.filter(pk=other.pk).exists()
    assert not {file for file in files() - before if file.startswith(other.name.removeprefix("images/")[:-4])}


# The list


def test_the_list_says_what_is_on_no_page_says_nothing_and_was_not_asked(staff, writer):
    address = reverse("admin:publishing_storedpicture_changelist")
    kept(staff.author, shows="A ramp.", in_it=InIt.NOT_ASKED)
    StoredPicture.objects.create(name="images/bare.jpg", digest="0", original="x", file="x", width=9, height=9)
    every = writer.get(address).content.decode()
    assert "A ramp<" in every and "People not asked yet 1" in every and "Says nothing for blind readers 1" in every
    assert "A ramp<" in writer.get(address, {"show": "unused"}).content.decode()
    assert "A ramp<" not in writer.get(address, {"show": "silent"}).content.decode()


def test_the_list_says_which_of_one_s_own_are_on_no_page(staff, writer):
    address = reverse("admin:publishing_storedpicture_changelist")
    kept(staff.author, shows="A ramp.")
    kept(staff.publisher, shows="A lift.")
    mine = writer.get(address, {"show": "mine"}).content.decode()
    assert "Yours on no page 1" in mine and "A ramp<" in mine and "A lift<" not in mine


def test_the_list_makes_ready_what_one_screen_of_it_shows(staff, writer):
    address = reverse("admin:publishing_storedpicture_changelist")
    StoredPicture.objects.bulk_create(
        StoredPicture(name=f"images/{n}.jpg", digest="0", original="x", file="x", width=9, height=9) for n in range(99)
    )
    assert len(writer.get(address).context["cards"]) == picture_list.LONG


def test_the_list_calls_a_drawing_what_its_page_says_it_shows(staff, writer):
    said = Page.objects.live().filter(data__has_key="drawings").first().data["drawings"][0]["alt"]
    assert (
        escape(said.partition(". ")[0].removesuffix("."))
        in writer.get(reverse("admin:publishing_storedpicture_changelist")).content.decode()
    )


def test_the_list_shows_nothing_that_was_only_sent(staff, writer):
    picture = actions.upload_picture(by=staff.author, raw=saved(scene()))
    assert picture.file not in writer.get(reverse("admin:publishing_storedpicture_changelist")).content.decode()


def test_a_new_page_takes_a_picture_too(staff, writer):
    page = staff.new_page("articles", "fresh", article(title="A fresh page"), RevisionState.DRAFT)
    send(writer, page=page.pk)
    picture = staged()
    writer.post(screen(picture), said(picture, page=page.pk))
    assert picture.name.removeprefix("images/") in page.revisions.open().get().manuscript
