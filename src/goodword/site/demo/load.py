"""Makes the demo community, in one transaction: a start that was killed half-way begins afresh."""

from collections.abc import Callable

from django.db import transaction

from goodword.core.events import quietly
from goodword.site.demo import people, reviews, shop, talk, telling
from goodword.site.demo.world import World

STEPS: list[tuple[str, Callable[[World], None]]] = [
    ("the people", people.make_people),
    ("spaces and tags", shop.make_places),
    ("the shelves", shop.fill_shelves),
    ("what was sold", shop.sell),
    ("questions and answers", talk.ask_questions),
    ("ideas", talk.propose_ideas),
    ("stories", talk.tell_stories),
    ("reviews", reviews.write_reviews),
    ("evenings", talk.hold_events),
]


@transaction.atomic
def load(say: Callable[[str], None]) -> World:
    """Make the whole demo; `say` is told what is being made. Notices are told to two persons only, at the end."""
    world = World.begin()
    with quietly():
        shop.open_shop()
        for name, make in STEPS:
            say(name)
            make(world)
    say("what was told lately")
    telling.tell(world)
    return world
