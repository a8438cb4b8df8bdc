"""Reads of the doors for machines."""

import hashlib
import hmac
import re

from goodword.connect import policy
from goodword.connect.models import ApiToken, KeptAnswer
from goodword.core import clock
from goodword.core.viewer import Viewer, narrowed
from goodword.people.models import Person
from goodword.people.queries import viewer_of

_TOKEN = re.compile(r"(gw_[a-z0-9]{8})_([A-Za-z0-9_-]{43})")


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 256 bits of chance, so a plain hash cannot be turned around."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(said: str) -> ApiToken | None:
    """The living token that a program shows, with its person; None for what is unknown, ended, expired or has lost its person.

    A token of somebody who is suspended or gone, or whose role ended, does not live, whatever its row says.
    """
    shape = _TOKEN.fullmatch(said)
    if shape is None:
        return None
    token = ApiToken.objects.select_related("person").filter(prefix=shape[1]).first()
    if token is None or not hmac.compare_digest(token.digest, digest_of(shape[2])):
        return None
    return token if lives(token) else None


def lives(token: ApiToken) -> bool:
    """Whether a token counts at this moment."""
    if token.ended_at is not None or token.expires_at <= clock.now():
        return False
    if token.person.state != Person.State.ACTIVE:
        return False
    needed = policy.role_scopes(token.scopes)
    return not needed or needed <= viewer_of(token.person).scopes


def viewer_of_token(token: ApiToken, *, gpc: bool = False) -> Viewer:
    """Who is looking when a program asks: its person, with no more than the token hands on."""
    with narrowed(token.person_id, policy.role_scopes(token.scopes)):
        return viewer_of(token.person, gpc=gpc)


def tokens_of(person_id: int) -> list[ApiToken]:
    """The tokens of a person, the living first, the latest first among them."""
    mine = ApiToken.objects.filter(person_id=person_id).order_by("-made_at", "-pk")
    now = clock.now()
    return sorted(mine, key=lambda token: token.ended_at is not None or token.expires_at <= now)


def living_tokens() -> list[ApiToken]:
    """All tokens of the house that have not ended or expired, with their people, for whoever looks after the site."""
    living = ApiToken.objects.filter(ended_at__isnull=True, expires_at__gt=clock.now())
    return list(living.select_related("person").order_by("-made_at", "-pk")[:500])


def token_by_id(pk: int) -> ApiToken | None:
    """One token; who may end it is for the verb to say."""
    return ApiToken.objects.select_related("person").filter(pk=pk).first()


def answers_of(person_id: int) -> list[KeptAnswer]:
    """The answers that are kept for the programs of a person."""
    return list(KeptAnswer.objects.filter(token__person_id=person_id).order_by("pk"))
