"""The link with which a person chooses a password: by mail, for the person alone, for as long as Django says."""

import logging

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from publishing.desk.reporting.reports import person_name

log = logging.getLogger(__name__)


def address(account: User) -> str:
    """Return the full address of the page on which a person sets a password. It works once."""
    token = default_token_generator.make_token(account)
    return settings.SITE_URL + reverse(
        "password_reset_confirm", args=[urlsafe_base64_encode(force_bytes(account.pk)), token]
    )


def is_printed() -> bool:
    """Whether mail goes to the server's console instead of to people."""
    return settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def send(account: User, by: User | None) -> bool:
    """Write to a person how to sign in; return whether the mail went out. by: None for whoever runs the server."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    lines = [
        _("%(by)s has made sure that you can work at the desk of the patient library.")
        % {"by": person_name(by) or _("Whoever runs the server")},
        "",
        _("Choose a password here. The link works once, for %(days)s days:") % {"days": days},
        address(account),
        "",
        _("Then sign in with the name “%(name)s”:") % {"name": account.get_username()},
        settings.SITE_URL + reverse("admin:index"),
        "",
        _("If you did not expect this, do nothing, and tell whoever runs the site."),
    ]
    try:
        send_mail(_("Your password for the desk"), "\n".join(lines) + "\n", None, [account.email])
    except OSError:  # as every error of smtplib is
        log.exception("An invitation could not be sent")
        return False
    return True
