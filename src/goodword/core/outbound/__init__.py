"""The one way out: every HTTP request that the house sends to an address somebody gave it goes through `send`.

Pages, hooks and feeds of others are named by people, so an address is never trusted: only http and https, and
the IP address is judged in the moment of connecting to it, so that neither a name that leads home, nor one that changes between
question and use, nor a redirect reaches the machine itself or its own network. Nothing of the environment (proxies, .netrc) and no
cookie has a say. `GOODWORD_OUTBOUND_ALLOW` names services of the own network that may be reached all the same.
"""

from goodword.core.outbound.addresses import Blocked, Failed, OutboundError, check_address
from goodword.core.outbound.client import Answer, Bounds, send

__all__ = ["Answer", "Blocked", "Bounds", "Failed", "OutboundError", "check_address", "send"]
