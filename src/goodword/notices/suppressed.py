"""Which addresses get no notices. The list knows keyed digests only, so it can be kept when an address is erased."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from goodword.notices.models import Suppression


def digest_of(address: str) -> str:
    """What the list and the outbox know of an address: a keyed digest of it, folded."""
    return salted_hmac("goodword.notices.address", address.strip().casefold(), algorithm="sha256").hexdigest()


def suppressed(addresses: Iterable[str]) -> dict[str, Suppression]:
    """Those of these addresses that get no notices, each with its cause."""
    by_digest = {digest_of(address): address for address in addresses if address}
    rows = Suppression.objects.filter(digest__in=list(by_digest))
    return {by_digest[row.digest]: row for row in rows}
