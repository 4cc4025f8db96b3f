import hashlib
import re

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

ROLES = {('about', 'contact'), ('about', 'how-we-write'), ('articles', 'warning-signs')}
APPROVED, IN_REVIEW = ('approved', 'scheduled'), 'in-review'
OPEN = ('draft', 'in-review', 'returned', *APPROVED)
NOTE = 'The text says now what the site uses the page for, as its address said before.'
FRONT = re.compile(r'\A---\n(?:(?!---\n).*\n)*?summary: .*\n')


def say_the_roles(apps, schema_editor):
    """Write into the texts of three pages what the site used them for by their address, each as a text that follows:
    the live one as a minor edit that keeps its writers, an open draft as a save after which it is reviewed again.

    A text without a summary is left as it is: it cannot be published as it stands, and its form has the field.
    """
    Page = apps.get_model('publishing', 'Page')
    for kind, slug in ROLES:
        for page in Page.objects.using(schema_editor.connection.alias).filter(kind=kind, slug=slug):
            for revision in page.revisions.filter(state__in=OPEN):
                _follow_draft(apps, page, revision, slug)
            if page.status == 'live':
                _follow_live(apps, page, slug)
            elif page.live_revision is not None:
                Page.objects.filter(pk=page.pk).update(role=slug, data={**page.data, 'role': slug})


def _with_role(revision, slug):
    """Return a text with its role behind its summary; None where it has one or no summary."""
    found = FRONT.match(revision.manuscript)
    if found is None or '\nrole: ' in revision.manuscript.partition('\n---\n')[0]:
        return None
    return f'{found[0]}role: {slug}\n{revision.manuscript[found.end() :]}'


def _set_text(page, revision, text):
    whole = '\0'.join([page.kind, page.language, revision.slug, text])
    revision.manuscript, revision.sha256 = text, hashlib.sha256(whole.encode()).hexdigest()
    revision.read_with = ''  # the job reads it again for what it names


def _follow_draft(apps, page, revision, slug):
    text = _with_role(revision, slug)
    if text is None:
        return
    _set_text(page, revision, text)
    if revision.state in APPROVED:
        _record(apps, page, revision, 'reopen', revision.edited_by)
        revision.state = IN_REVIEW
    revision.approved_by = revision.approved_at = revision.approved_sha256 = revision.scheduled_for = None
    revision.save()
    _record(apps, page, revision, 'save', revision.edited_by)


def _follow_live(apps, page, slug):
    old = page.live_revision
    text = _with_role(old, slug)
    page.role = slug
    if text is not None:
        page.live_revision = _new(apps, page, old, text)
        page.data = {**page.data, 'role': slug}
        _record(apps, page, page.live_revision, 'move-links', old.published_by)
    page.save(update_fields=['role', 'data', 'live_revision'])


def _new(apps, page, old, text):
    Revision, Mention = (apps.get_model('publishing', name) for name in ('Revision', 'Mention'))
    last = page.revisions.aggregate(models.Max('number'))['number__max']
    by, now = old.published_by, timezone.now()
    new = Revision(
        page=page, number=last + 1, slug=page.slug, state='published', origin=old.origin, is_minor=True, based_on=old,
        grade=old.grade, created_by=by, edited_by=by, edited_at=now, published_by=by, published_at=now,
    )
    _set_text(page, new, text)
    page.revisions.filter(state='published').update(state='superseded')
    new.save()
    new.writers.set(old.writers.all())
    Mention.objects.filter(revision=old).update(revision=new)
    page.revisions.filter(state__in=OPEN, minor_of=old).update(minor_of=new)  # both say the role now
    return new


def _record(apps, page, revision, verb, by):
    Event, Version = (apps.get_model('publishing', name) for name in ('Event', 'ContentVersion'))
    version = Version.objects.first()
    Event.objects.create(
        page=page, revision=revision, verb=verb, by=by, note=NOTE, sha256=revision.sha256,
        content_version=version.number if version else 0,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0008_numbers_and_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='instead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.page'),
        ),
        migrations.AddField(
            model_name='page',
            name='role',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.RunPython(say_the_roles, migrations.RunPython.noop),
    ]
