"""Words for roles, in the reader's language."""

from django.utils.translation import gettext as _

from goodword.people.models import RoleGrant

Role = RoleGrant.Role


def role_word(role: str) -> str:
    """One role in a word or two."""
    return dict(role_choices()).get(role, role)


def role_choices() -> list[tuple[str, str]]:
    """All roles with their words."""
    return [
        (Role.EXPERT, _("Expert: answers in their field, keeps the catalogue")),
        (Role.CARE, _("Care: orders, parcels and whatever went wrong")),
        (Role.HOST, _("Host: events and spaces")),
        (Role.MODERATOR, _("Moderator: decides by the rules")),
        (Role.SPOKESPERSON, _("Spokesperson: answers for the house")),
        (Role.MANAGER, _("Manager: everything but roles and the site itself")),
        (Role.OWNER, _("Owner: everything")),
        (Role.CHAMPION, _("Champion: a customer who helps others; they are asked first")),
    ]
