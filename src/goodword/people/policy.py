"""What roles allow. Pure tables."""

from goodword.people.models import RoleGrant

Role = RoleGrant.Role
EVERYBODY_ON_STAFF = frozenset({"desk", "desk.answer"})
SCOPES: dict[str, frozenset[str]] = {
    Role.OWNER: EVERYBODY_ON_STAFF
    | {
        "catalog.edit",
        "people.roles",
        "site.edit",
        "connect.webhooks",
        "moderation.decide",
        "ideas.decide",
        "spaces.edit",
        "orders.confirm",
        "events.edit",
    },
    Role.MANAGER: EVERYBODY_ON_STAFF
    | {
        "catalog.edit",
        "moderation.decide",
        "ideas.decide",
        "spaces.edit",
        "orders.confirm",
        "events.edit",
        "connect.webhooks",
    },
    Role.CARE: EVERYBODY_ON_STAFF | {"orders.confirm"},
    Role.HOST: EVERYBODY_ON_STAFF | {"events.edit", "spaces.edit"},
    Role.EXPERT: EVERYBODY_ON_STAFF | {"catalog.edit"},
    Role.SPOKESPERSON: EVERYBODY_ON_STAFF | {"ideas.decide"},
    Role.MODERATOR: EVERYBODY_ON_STAFF | {"moderation.decide"},
    Role.CHAMPION: frozenset({"champion"}),
}
STAFF_ROLES = frozenset(role for role, scopes in SCOPES.items() if "desk" in scopes)


def scopes_of(roles: list[str]) -> frozenset[str]:
    """All that a person with these roles may do."""
    return frozenset().union(*(SCOPES.get(role, frozenset()) for role in roles))


def label_of(roles: list[str]) -> str:
    """The label that follows a name everywhere: "staff", "champion" or none (law 6)."""
    if STAFF_ROLES & set(roles):
        return "staff"
    return "champion" if Role.CHAMPION in roles else ""
