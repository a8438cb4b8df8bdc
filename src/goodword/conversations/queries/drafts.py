"""What a member has begun to write."""

from typing import Any

from goodword.conversations.models import Draft
from goodword.core.viewer import Viewer


def draft_of(key: str, viewer: Viewer) -> dict[str, Any] | None:
    """The fields of a draft, None without one; the anonymous have none on the server."""
    if not viewer.signed_in:
        return None
    return Draft.objects.filter(person_id=viewer.id, key=key).values_list("fields", flat=True).first()


def drafts_of(viewer: Viewer) -> list[Draft]:
    """All drafts of a person, newest first."""
    return list(Draft.objects.filter(person_id=viewer.id).order_by("-saved_at", "-pk")[:100])
