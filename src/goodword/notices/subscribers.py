"""What happens to persons, told to those it concerns."""

from goodword.core.events import on
from goodword.core.gate import Ref
from goodword.notices.actions import notify, take_back
from goodword.people.events import Followed, RoleEnded, RoleGiven, Unfollowed
from goodword.people.models import Person, RoleGrant


@on(RoleGiven)
def offer(event: RoleGiven) -> None:
    """A champion is asked."""
    if event.role == RoleGrant.Role.CHAMPION:
        person = Ref("person", event.person_id)
        notify([event.person_id], "role_offered", person, cause=f"role:{event.role}", actor_id=event.by_id)


@on(RoleEnded)
def offer_over(event: RoleEnded) -> None:
    """What was offered and is no longer need not be told; a second offer is told anew."""
    if event.role == RoleGrant.Role.CHAMPION:
        take_back("role_offered", cause=f"role:{event.role}", person_id=event.person_id)


@on(Followed)
def tell_followed(event: Followed) -> None:
    """Who is followed hears it once; not who is just looking (law 5)."""
    if event.kind != "person":
        return
    told = Person.objects.filter(pk=event.object_id, state=Person.State.ACTIVE, just_looking=False)
    ids = list(told.values_list("pk", flat=True))
    follower = Ref("person", event.person_id)
    notify(ids, "followed", follower, cause=f"by:{event.person_id}", actor_id=event.person_id)


@on(Unfollowed)
def untell_followed(event: Unfollowed) -> None:
    """What was said of a follow goes with it."""
    if event.kind == "person":
        take_back("followed", cause=f"by:{event.person_id}", person_id=event.object_id)
