"""What the desk writes to somebody about the ways into their own account, in case that it was not they."""

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.desk.doors import record
from publishing.desk.letters import post


def of_codes(person: User, what: str) -> None:
    """Write what was done to a person's second factor."""
    lines = [what, "", _("If it was not you, tell whoever runs the desk at once, and choose a new password:")]
    lines.append(settings.SITE_URL + reverse("admin:publishing_page_account"))
    post.later(person, _("Your account: the codes from the phone"), lines)


def of_password(person: User) -> None:
    """Write that a person's password was changed by whoever knew the one before, or by a link."""
    lines = [
        _("The password of your account “%(name)s” was changed.") % {"name": person.get_username()},
        "",
        _("If it was not you, tell whoever runs the desk at once, and choose another one here:"),
        settings.SITE_URL + reverse("admin_password_reset"),
    ]
    post.later(person, _("Your account: a new password"), lines)


def of_guessing(person: User, wrong: int) -> None:
    """Write that somebody knows the password, once a day at most. wrong: codes that were sent behind it."""
    lines = [
        _("Wrong codes were sent for your account “%(name)s”, %(n)s or more in a day. Nobody came in by them.")
        % {"name": person.get_username(), "n": wrong},
        "",
        _("Was it you? Then do nothing."),
        _("Was it not you? Then somebody knows your password, since the desk asks for a code only behind it."),
        _("Choose a new one now:"),
        settings.SITE_URL + reverse("admin_password_reset"),
    ]
    about = f"account-{person.pk}"
    post.leave(person, _("Somebody knows your password"), lines, about=about, sort="codes", once_in=record.DAY)
