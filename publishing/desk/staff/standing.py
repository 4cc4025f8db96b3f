"""What an account may do, and under which name: on record and told to the person, whoever changes it and wherever.

The other administrators are told too, of every account: nobody adds a second hand to their own unseen. What an account
may do at that moment is no measure: rights are taken away before the rest is done, and given again behind it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Permission, User
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.letters import mail
from publishing.desk.reporting.reports import person_name
from publishing.life.models import AccountEvent

What = AccountEvent.What
#: The groups of an installation, and what they let a person do, as the desk says it.
ROLES = {
    "Author": gettext_lazy("Write"),
    "Clinical reviewer": gettext_lazy("Approve as a clinician"),
    "Publisher": gettext_lazy("Publish"),
    "Administrator": gettext_lazy("Run the desk"),
}
KEEPS = ("auth.change_user", "auth.add_user")


@dataclass(frozen=True)
class Standing:
    """What an account may do, and as whom. roles: as the desk says them. name: as pages print it under a review.
    contributor: the id behind it; "" where there is none. groups: those that give the roles, by number. rights: what
    they and the account itself let it do, by code: the name of each.
    """

    username: str
    can_sign_in: bool
    roles: tuple[str, ...]
    name: str
    contributor: str
    groups: frozenset[int]
    rights: Mapping[str, str]


def of(account: User | None) -> Standing | None:
    """Return how an account stands in the database at this moment; None where it is not there yet."""
    row = User.objects.select_related("contributor").filter(pk=account.pk).first() if account is not None else None
    if row is None:
        return None
    groups = dict(row.groups.order_by("pk").values_list("pk", "name"))
    roles = [str(ROLES.get(name, name)) for name in groups.values()]
    contributor = getattr(row, "contributor", None)
    rights = Permission.objects.filter(Q(group__user=row) | Q(user=row)).order_by("pk")
    rights_said = rights.values_list("content_type__app_label", "codename", "name").distinct()
    return Standing(
        username=row.get_username(),
        can_sign_in=row.is_active and row.is_staff,
        roles=(*roles, *([_("Everything")] if row.is_superuser else [])),
        name=person_name(row),
        contributor=contributor.pk if contributor is not None else "",
        groups=frozenset(groups),
        rights={f"{app}.{code}": name for app, code, name in rights_said},
    )


def note_changes(person: User, was: Standing | None, by: User) -> None:
    """Record how an account stands otherwise than before, and write to the person and to the other administrators.
    was: None for a new account, whose owner gets a letter of their own.
    """
    note_all_changes([(person, was)], by)


def note_all_changes(accounts: Iterable[tuple[User, Standing | None]], by: User) -> None:
    """Record what one deed has changed of several accounts, as of one; the other administrators get one letter."""
    done: list[AccountEvent] = []
    for person, was in accounts:
        if (now := of(person)) is None:
            continue
        events = [
            AccountEvent.objects.create(person=person, what=what, by=by, note=note[:600])
            for what, note in _changes(was, now)
        ]
        if events and was is not None and person != by:
            mail.account_changed(events)
        done += events
    if done:
        whose = {event.person for event in done}
        mail.account_of_another_changed(done, [one for one in keepers() if one != by and whose != {one}])


def tell_keepers(event: AccountEvent) -> None:
    """Tell the other administrators what would let somebody else sign in a person's place."""
    others = [one for one in keepers() if one not in (event.person, event.by)]
    mail.account_of_another_changed([event], others)


def _changes(was: Standing | None, now: Standing) -> Iterator[tuple[What, str]]:
    """Yield what is otherwise, and from what to what."""
    if was is None:
        yield What.NEW, f"{now.name}: {', '.join(now.roles) or '-'}"
        return
    if was.roles != now.roles:
        yield What.ROLES, _otherwise(was.roles, now.roles)
    if was.groups == now.groups and was.rights != now.rights:  # else the roles say it
        yield What.ROLES, _otherwise(was.rights.values(), now.rights.values())
    if was.can_sign_in != now.can_sign_in:
        yield (What.ON if now.can_sign_in else What.OFF), ""
    if was.username != now.username:
        yield What.NAME, f"{was.username} → {now.username}"
    if was.name != now.name:
        yield What.NAME, f"{was.name} → {now.name}"
    if was.contributor != now.contributor:
        yield What.LINKED, f"{was.contributor or '-'} → {now.contributor or '-'}"


def _otherwise(was: Iterable[str], now: Iterable[str]) -> str:
    """Return what of something there is now and was not, and the other way about."""
    given, taken = ([one for one in a if one not in b] for a, b in ((now, was), (was, now)))
    said = [_("given: %s") % ", ".join(given)] if given else []
    return "; ".join([*said, *([_("taken: %s") % ", ".join(taken)] if taken else [])])


def keepers() -> list[User]:
    """Return who may make and change accounts."""
    return [one for one in User.objects.filter(is_active=True, is_staff=True) if one.has_perms(KEEPS)]
