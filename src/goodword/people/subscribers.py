"""What this room does when somebody has left: their id goes on the erasure list, which no restore of the database undoes."""

from goodword.core import erasures, restoring
from goodword.core.events import on
from goodword.people.actions.leaving import leave_again
from goodword.people.events import PersonDeleted
from goodword.people.models import Person

restoring.erases_again("people")(leave_again)


@on(PersonDeleted)
def after_leaving(event: PersonDeleted) -> None:
    """A random id and their choice, and nothing else. A full disk is met again by the sweeper of events."""
    puid = Person.objects.values_list("puid", flat=True).get(pk=event.person_id)
    erasures.note("people", {"puid": puid, "keep_texts": event.keep_texts})
