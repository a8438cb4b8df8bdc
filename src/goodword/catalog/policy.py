"""Who may do what in the catalogue. Pure."""

from goodword.core.viewer import Viewer


def can_edit_catalog(viewer: Viewer) -> bool:
    """Staff who keep the shelves."""
    return viewer.may("catalog.edit")


def can_confirm_orders(viewer: Viewer) -> bool:
    """Staff who know what was bought."""
    return viewer.may("orders.confirm")


def can_decide_claim(viewer: Viewer, claimant_id: int) -> bool:
    """Staff who know what was bought, never about their own receipt."""
    return can_confirm_orders(viewer) and viewer.person_id != claimant_id
