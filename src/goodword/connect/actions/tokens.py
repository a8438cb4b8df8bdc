"""Making and ending tokens. The secret is shown once and kept nowhere; a digest is enough to know it again."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodword.connect import policy
from goodword.connect.events import ApiTokenEnded, ApiTokenMade
from goodword.connect.models import ApiToken, KeptAnswer
from goodword.connect.queries import digest_of
from goodword.core import clock, personal
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.text import clean_line
from goodword.people.models import Person
from goodword.people.queries import viewer_of

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without those that look alike


@transaction.atomic
def make_token(*, by: Person, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token that acts for `by`. Returns it with its secret, which nobody can read again.

    days: how long it lives, one of `policy.LIVES`. Raises NotAllowed, Invalid (name, scopes, days), Conflict (too many).
    """
    if by.state != Person.State.ACTIVE:
        raise NotAllowed()
    wanted, viewer = [scope for scope in policy.ALL if scope in set(scopes)], viewer_of(by)
    title = clean_line(name, 81)
    if not title or len(title) > 80:
        raise Invalid(_("Give it a name, so that you know it again."), field="name")
    if not wanted or not all(policy.may_carry(scope, viewer) for scope in wanted):
        raise Invalid(_("Choose what it may do."), field="scopes")
    if days not in policy.LIVES:
        raise Invalid(_("Choose how long it lives."), field="days")
    Person.objects.select_for_update().get(pk=by.pk)  # two at once do not get past the limit
    now = clock.now()
    living = ApiToken.objects.filter(person=by, ended_at__isnull=True, expires_at__gt=now)
    if living.count() >= policy.MOST_TOKENS:
        raise Conflict(_("That is as many as one person can have. End one that is not used any more."))
    prefix = "gw_" + "".join(secrets.choice(_LETTERS) for _place in range(8))
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=by,
        name=title,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=wanted,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    publish(ApiTokenMade(person_id=by.pk, token_id=token.pk, scopes=wanted))
    return token, f"{prefix}_{secret}"


@transaction.atomic
def end_token(token: ApiToken, *, by: Person) -> ApiToken:
    """Revoke a token: its person does, or whoever looks after the site. Doing it twice changes nothing. Raises NotAllowed."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if not policy.can_end(viewer_of(by), token.person_id):
        raise NotAllowed()
    if token.ended_at is None:
        _end(token, ApiToken.Why.REVOKED, by)
    return token


@transaction.atomic
def end_with_role(person_id: int) -> int:
    """End the tokens of a person that need a role which they have no longer. Returns how many."""
    person = Person.objects.get(pk=person_id)
    held = viewer_of(person).scopes
    living = ApiToken.objects.select_for_update().filter(person=person, ended_at__isnull=True)
    lost = [token for token in living if not policy.role_scopes(token.scopes) <= held]
    for token in lost:
        _end(token, ApiToken.Why.ROLE_ENDED, None)
    return len(lost)


@transaction.atomic
def end_again(facts: dict[str, Any]) -> bool:
    """End the token of a line of the erasure list again, after a restore. Returns whether it lived."""
    token = ApiToken.objects.select_for_update().filter(prefix=facts["prefix"], ended_at__isnull=True).first()
    if token is None:
        return False
    token.ended_at, token.ended_why = clock.now(), facts["why"]
    token.save(update_fields=["ended_at", "ended_why"])
    return True


def note_use(token: ApiToken) -> None:
    """Remember the day on which a token was used last, and nothing finer."""
    today = clock.now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def forget_kept_answers() -> int:
    """Drop answers that are older than two days: longer than a program has to come back (24 hours). Returns how many."""
    gone, _each = KeptAnswer.objects.filter(at__lt=clock.now() - timedelta(days=2)).delete()
    return gone


@personal.erases("connect")
def _erase(person_id: int) -> None:
    """Whoever leaves has no programs here."""
    ApiToken.objects.filter(person_id=person_id).delete()


def _end(token: ApiToken, why: str, by: Person | None) -> None:
    token.ended_at, token.ended_by, token.ended_why = clock.now(), by, why
    token.save(update_fields=["ended_at", "ended_by", "ended_why"])
    publish(
        ApiTokenEnded(person_id=token.person_id, token_id=token.pk, by_id=by.pk if by else None, why=str(why))
    )
