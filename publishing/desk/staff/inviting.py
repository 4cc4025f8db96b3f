"""The link by which the owner of an account chooses a password, and what a screen says of it: the same from each one.

An account that nobody has used yet is its owner's only by that link: where its address was mistyped, a new link goes to
the right one, and the account is signed in to by the right one.
"""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _

from publishing.desk.letters import invitations, new_address


def sign_in_name(email: str) -> str:
    """Return by which name an account signs in that is made for an address."""
    return email.lower()[:150]


def corrected_name(account: User, old: str) -> str:
    """Return by which name an account signs in whose address is another now: by the new address, where nobody has used
    the account, its name was the address before, and the new one is nobody's name. old: "" where it had none.
    """
    name = sign_in_name(account.email)
    if not name or account.username != sign_in_name(old) or new_address.is_used(account):
        return account.username
    return account.username if User.objects.exclude(pk=account.pk).filter(username__iexact=name).exists() else name


def invite(request: HttpRequest, account: User, by: User) -> None:
    """Send the link, and say whether it went."""
    if not account.email:
        messages.error(request, _("There is no email address to send a link to."))
        return
    if say_that_it_waits(request, account):
        return
    if not invitations.send(account, by):
        messages.error(request, _("The mail could not be sent. Open the person and send the link again later."))
    elif invitations.is_printed():
        messages.warning(request, _("This site sends no mail yet. Whoever runs the server finds the link in its log."))
    else:
        messages.success(request, _("A link for a password is on its way to %(email)s.") % {"email": account.email})


def follow(request: HttpRequest, account: User, by: User, old: str) -> None:
    """Do what follows where the address of an account was changed, after that is saved. old: "" where it had none."""
    if not (account.is_active and account.is_staff) or new_address.is_used(account):
        say_that_it_waits(request, account)
        return
    said = _("The sign-in name is “%(name)s”.")
    if old:
        said = _("The link that went to the address before opens nothing any more. The sign-in name is “%(name)s”.")
    messages.info(request, said % {"name": account.get_username()})
    invite(request, account, by)


def say_that_it_waits(request: HttpRequest, account: User) -> bool:
    """Say why no link goes to an address yet, and return whether that is so."""
    if until := new_address.waits_until(account):
        messages.warning(request, new_address.said_of(until))
    return until is not None
