"""What this room does when an imported writer is claimed or a member leaves."""

from goodword.conversations.actions import authorship
from goodword.core.events import on
from goodword.people import events


@on(events.PersonDeleted)
def after_leaving(event: events.PersonDeleted) -> None:
    """Their drafts and votes go; their texts stay without their name, or are taken back, as they chose."""
    authorship.forget_traces(event.person_id)
    if not event.keep_texts:
        authorship.withdraw_everything(event.person_id)


@on(events.PersonClaimed)
def after_claiming(event: events.PersonClaimed) -> None:
    """What an imported person wrote becomes the member's."""
    authorship.hand_over(event.imported_id, event.person_id)
