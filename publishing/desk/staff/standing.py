"""What an account may do, and under which name: on record and told to the person, whoever changes it and wherever.

The other administrators are told too, of every account: nobody adds a second hand to their own unseen. What an account
may do at that moment is no measure: rights are taken away before the rest is done, and given again behind it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.letters import mail
from publishing.desk.reporting.reports import person_name
from publishing.life.models import AccountEvent
from publishing.life.verbs import PUBLISH, REVIEW, WRITE

What = AccountEvent.What
#: The groups of an installation, and what they let a person do, as the desk says it.
ROLES = {
    "Author": gettext_lazy("Write"),
    "Clinical reviewer": gettext_lazy("Approve as a clinician"),
    "Publisher": gettext_lazy("Publish"),
    "Administrator": gettext_lazy("Run the desk"),
}
#: The same in a line each.
LETS = {
    "Author": gettext_lazy("writes and changes texts, and sends them for review"),
    "Clinical reviewer": gettext_lazy("approves what others wrote: the name stands under the page, as who reviewed it"),
    "Publisher": gettext_lazy("writes as well, puts approved texts before patients, and says who looks after pages"),
    "Administrator": gettext_lazy("all that “Write” and “Publish” do, and keeps accounts and the clinic's details"),
}
KEEPS = ("auth.change_user", "auth.add_user")
#: Rights that count, as the desk says them.
_COUNT = {
    WRITE: gettext_lazy("write"),
    REVIEW: gettext_lazy("approve"),
    PUBLISH: gettext_lazy("publish"),
    **dict.fromkeys(KEEPS, gettext_lazy("keep accounts")),
}
#: What of that the name of a group says already.
_SAYS = {
    "Author": {WRITE},
    "Clinical reviewer": {REVIEW},
    "Publisher": {WRITE, PUBLISH},
    "Administrator": {WRITE, PUBLISH, *KEEPS},
}


@dataclass(frozen=True)
class Standing:
    """What an account may do, and as whom. roles: by the names of groups, as the desk says them. name: as pages print
    it under a review. contributor: the id behind it; "" where there is none. groups: those that give the roles, by
    number. rights: what they and the account itself let it do, by code: the name of each.
    """

    username: str
    can_sign_in: bool
    roles: Mapping[str, str]
    name: str
    contributor: str
    groups: frozenset[int]
    rights: Mapping[str, str]


def of(account: User | None) -> Standing | None:
    """Return how an account stands in the database at this moment; None where it is not there yet."""
    row = User.objects.select_related("contributor").filter(pk=account.pk).first() if account is not None else None
    if row is None:
        return None
    groups = list(row.groups.order_by("pk").prefetch_related("permissions__content_type"))
    contributor = getattr(row, "contributor", None)
    rights = Permission.objects.filter(Q(group__user=row) | Q(user=row)).order_by("pk")
    rights_said = rights.values_list("content_type__app_label", "codename", "name").distinct()
    return Standing(
        username=row.get_username(),
        can_sign_in=row.is_active and row.is_staff,
        roles={one.name: said(one) for one in groups} | ({"": _("Everything")} if row.is_superuser else {}),
        name=person_name(row),
        contributor=contributor.pk if contributor is not None else "",
        groups=frozenset(one.pk for one in groups),
        rights={f"{app}.{code}": name for app, code, name in rights_said},
    )


def said(group: Group) -> str:
    """Return what a group is called at the desk, and what it lets one do that counts where its name does not say so."""
    rights = {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}
    more = rights - _SAYS.get(group.name, set())
    name, counts = ROLES.get(group.name, group.name), dict.fromkeys(str(_COUNT[one]) for one in _COUNT if one in more)
    return f"{name} ({_('may')} {', '.join(counts)})" if counts else str(name)


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
        yield What.NEW, f"{now.name}: {', '.join(now.roles.values()) or '-'}"
        return
    if was.roles.keys() != now.roles.keys():
        yield What.ROLES, _otherwise(_but(was.roles, now.roles), _but(now.roles, was.roles))
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


def _but(roles: Mapping[str, str], others: Mapping[str, str]) -> list[str]:
    """Return what is said of those roles that are not among others."""
    return [said for name, said in roles.items() if name not in others]


def _otherwise(was: Iterable[str], now: Iterable[str]) -> str:
    """Return what of something there is now and was not, and the other way about."""
    given, taken = ([one for one in a if one not in b] for a, b in ((now, was), (was, now)))
    said = [_("given: %s") % ", ".join(given)] if given else []
    return "; ".join([*said, *([_("taken: %s") % ", ".join(taken)] if taken else [])])


def keepers() -> list[User]:
    """Return who may make and change accounts."""
    return [one for one in User.objects.filter(is_active=True, is_staff=True) if one.has_perms(KEEPS)]
