"""What a token may carry, and what that allows. Pure tables."""

from goodword.core.viewer import Viewer

READ = "read"
# What everybody may let a program do for them.
OWN = (
    READ,
    "topics:write",
    "replies:write",
    "reviews:write",
    "votes:write",
    "answers:write",
    "follows:write",
)
# What only somebody with a role can hand on, and which of the role's scopes (people.policy) it brings along.
BY_ROLE: dict[str, frozenset[str]] = {
    "champion": frozenset({"champion"}),
    "staff:read": frozenset({"desk"}),
    "staff:answer": frozenset({"desk", "desk.answer"}),
}
ALL = (*OWN, *BY_ROLE)
MOST_TOKENS = 20  # that one person may have at a time
LIVES = (7, 30, 90, 365)  # days; a token without an end is one that nobody looks after


def may_carry(scope: str, viewer: Viewer) -> bool:
    """Whether a token of this person may carry `scope`."""
    return scope in OWN or (scope in BY_ROLE and viewer.scopes >= BY_ROLE[scope])


def role_scopes(scopes: list[str]) -> frozenset[str]:
    """The scopes of roles that a token with these scopes hands on; without any it acts as a customer's would."""
    return frozenset().union(*(BY_ROLE.get(scope, frozenset()) for scope in scopes))


def can_end(viewer: Viewer, person_id: int) -> bool:
    """Its person ends a token, and whoever looks after the site."""
    return viewer.signed_in and (viewer.person_id == person_id or viewer.may("site.edit"))
