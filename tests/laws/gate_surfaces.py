"""Every address of the house as a surface of law 4: what is asked of it, and which one object it is the page of.

An address without parameters is a surface by itself. One with parameters needs a line in WITH_PARAMETERS, or a reason in
NO_OBJECT; one that answers no GET is left to the writing gate. The test fails on an address that is in none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.architecture.addresses import Address, addresses
from tests.laws.gate_world import ALL, COMMON, SOURCE, Thing, World

# Enough roles for the other spellings of an address that all roles try; what an outsider may not, nobody may.
FEW = frozenset({"outsider", "staff"})
SOME = FEW | {"writer", "moderator"}
TOPICS = ("question", "idea", "story", "review")


@dataclass(frozen=True)
class Asked:
    """One GET: its path, the thing it is the page of (None: a list), and the roles that try it."""

    path: str
    page_of: Thing | None = None
    roles: frozenset[str] = ALL
    private: bool = False  # a page about oneself or of the desk: what one may read at all may stand there


NO_OBJECT = {
    "people:sign_up_link": "a secret of one mail",
    "people:sign_in_link": "a secret of one mail",
    "people:reset_link": "a secret of one mail",
    "people:address_link": "a secret of one mail",
    "people:demo_link": "only in a demonstration",
    "notices:mail_preferences": "a secret of one mail: what its reader chose, and no object",
    "notices:mail_unsubscribe": "a secret of one mail: what its reader chose, and no object",
    "catalog:cover": "a drawing of a title that is public",
    "catalog:desk_product": "products are public",
    "catalog:desk_recall": "products are public",
    "connect_desk:desk_import_run": "what an import reported, for those who import",
    "connect_desk:desk_webhook": "names of events and ids, for whom they were sent: the tests of webhooks",
    "connect_desk:desk_change_webhook": "where one's own messages go",
    "conversations:desk_space": "spaces, for those of the staff who edit them; all of the staff may enter all",
    "conversations:desk_tag": "tags are words, open to all",
    "catalog:desk_subject": "shelves are public",
    "catalog:desk_maker": "makers are public",
    "catalog:desk_claim": "a receipt that somebody showed the staff: the tests of the catalogue",
    "gatherings:desk_event": "events are public",
    "gatherings:desk_cancel_event": "events are public",
}
PRIVATE = (
    "people:settings",
    "people:your_data",
    "people:export",
    "conversations:drafts",
    "conversations:draft",
    "notices:",
    "connect_you:",
    "connect:api:me",
    "connect:api:following",
)


def asked(world: World) -> list[Asked]:
    """Every GET of the matrix."""
    return [one for address in addresses() for one in of_address(address, world)]


def of_address(address: Address, world: World) -> Iterator[Asked]:
    """The GETs of one address."""
    private = address.name.startswith(PRIVATE) or address.audience.startswith("staff:")
    if address.name in WITH_PARAMETERS:
        for one in WITH_PARAMETERS[address.name](world):
            yield Asked(one.path, one.page_of, one.roles, one.private or private)
    elif not address.parameters:
        path = reverse(address.name)
        for query in QUERIES.get(address.name, ("",)):
            yield Asked(path + query, private=private)
        if address.name in SEARCHES:
            for thing in world.things:
                if thing.rule.listed != ALL and thing.kind not in ("picture", "draft"):
                    yield Asked(f"{path}?q={thing.key}", roles=frozenset({"outsider"}))


def unknown() -> list[Address]:
    """Addresses with parameters that neither the matrix knows nor a reason excuses."""
    return [
        a for a in addresses() if a.parameters and a.name not in WITH_PARAMETERS and a.name not in NO_OBJECT
    ]


SEARCHES = (
    "site:search",
    "conversations:similar",
    "connect:api:find",
    "connect:api:similar",
    "connect:embed_similar",
)
QUERIES = {
    "site:search": ("", f"?q={COMMON}", f"?q={COMMON}&page=2"),
    "conversations:similar": ("", f"?q={COMMON}", f"?q={COMMON}+and+more"),
    "connect:api:find": (f"?q={COMMON}&limit=100",),
    "connect:api:similar": (f"?q={COMMON}&limit=100",),
    "connect:embed_similar": (f"?q={COMMON}",),
    "connect:api:topics": ("?limit=100", *(f"?kind={kind}&limit=100" for kind in TOPICS)),
    "conversations:names": ("?q=ha", f"?q={COMMON}"),
    "conversations:questions": ("", "?sort=new", "?sort=top", "?show=unanswered", "?page=2"),
    "conversations:reviews": ("", "?sort=helpful", "?stars=3"),
}


def _topic_pages(kind: str) -> Callable[[World], Iterator[Asked]]:
    def pages(world: World) -> Iterator[Asked]:
        for thing in world.of(kind):
            path = thing.row.get_absolute_url()
            yield Asked(path, thing)
            yield Asked(f"{path.rsplit('/', 1)[0]}/another-name", thing, FEW)

    return pages


def _by_id(path: str, *kinds: str, roles: frozenset[str] = FEW) -> Callable[[World], Iterator[Asked]]:
    def pages(world: World) -> Iterator[Asked]:
        for thing in world.of(*kinds):
            yield Asked(path.format(id=thing.row.pk), thing, roles)

    return pages


def _lists(*paths: str) -> Callable[[World], Iterator[Asked]]:
    def pages(world: World) -> Iterator[Asked]:
        names: dict[str, Any] = {
            "space": world.space.slug, "tag": world.public_tag.slug, "hidden_tag": world.hidden_tag.slug,
            "subject": world.subject.slug, "maker": world.maker.pk, "writer": world.cast.hannah.handle,
        }  # fmt: skip
        for path in paths:
            yield Asked(path.format(**names))

    return pages


def _products(path: str) -> Callable[[World], Iterator[Asked]]:
    def pages(world: World) -> Iterator[Asked]:
        from goodword.catalog.models import Product

        for product in Product.objects.order_by("pk"):
            yield Asked(path.format(id=product.pk, slug=product.get_absolute_url().rsplit("/", 1)[-1]))

    return pages


def _people(path: str) -> Callable[[World], Iterator[Asked]]:
    def pages(world: World) -> Iterator[Asked]:
        for thing in world.of("person"):
            yield Asked(path.format(handle=thing.tell), thing)
            yield Asked(path.format(handle=thing.row.handle), thing, FEW)
        yield Asked(path.format(handle=world.cast.hannah.handle))

    return pages


def _pictures(world: World) -> Iterator[Asked]:
    for thing in world.of("picture"):
        yield Asked(f"/pictures/{thing.row.puid}.webp", thing)
        yield Asked(f"/pictures/{thing.row.puid}", thing, FEW)


def _old_texts(world: World) -> Iterator[Asked]:
    for thing in world.of(*TOPICS, "reply"):
        yield Asked(f"/from/{SOURCE}/{thing.kind}-{thing.row.pk}", thing, FEW)


def _space(world: World) -> Iterator[Asked]:
    yield Asked(f"/spaces/{world.space.slug}")
    yield Asked(f"/spaces/{world.back_room.slug}", world.named("a space of the staff"))


def _space_feed(form: str) -> Callable[[World], Iterator[Asked]]:
    def feeds(world: World) -> Iterator[Asked]:
        yield Asked(f"/spaces/{world.space.slug}.{form}")
        yield Asked(f"/spaces/{world.back_room.slug}.{form}", roles=FEW)

    return feeds


def _person_feed(form: str) -> Callable[[World], Iterator[Asked]]:
    """What anybody may read of somebody, whoever asks: so it is the page of nobody."""

    def feeds(world: World) -> Iterator[Asked]:
        for one in _people("/people/{handle}." + form)(world):
            yield Asked(one.path, roles=FEW)

    return feeds


def _sitemaps(_world: World) -> Iterator[Asked]:
    for kind in ("topic", "product", "event", "subject", "maker", "space", "tag", "person"):
        yield Asked(f"/sitemap-{kind}-0.xml", roles=FEW)


def _withhold_forms(world: World) -> Iterator[Asked]:
    for thing in world.of(*TOPICS, "reply"):
        kind = "reply" if thing.kind == "reply" else "topic"
        yield Asked(f"/desk/withhold/{kind}/{thing.row.pk}", roles=frozenset({"outsider", "staff"}))


WITH_PARAMETERS: dict[str, Callable[[World], Iterator[Asked]]] = {
    **{f"conversations:{kind}": _topic_pages(kind) for kind in TOPICS},
    "conversations:short_question": _by_id("/questions/{id}", *TOPICS),
    "conversations:short_idea": _by_id("/ideas/{id}", *TOPICS),
    "conversations:short_story": _by_id("/stories/{id}", *TOPICS),
    "conversations:short_review": _by_id("/reviews/{id}", *TOPICS),
    "conversations:topic": _by_id("/topics/{id}", *TOPICS),
    "conversations:topic_history": _by_id("/topics/{id}/history", *TOPICS, roles=SOME),
    "conversations:edit_topic": _by_id("/topics/{id}/edit", *TOPICS),
    "conversations:withdraw_topic": _by_id("/topics/{id}/withdrawal", *TOPICS),
    "conversations:replies": _by_id("/topics/{id}/replies", *TOPICS),
    "conversations:question_replies": _by_id("/questions/{id}/replies", *TOPICS),
    "conversations:status": _by_id("/topics/{id}/status", *TOPICS),
    "conversations:duplicate": _by_id("/topics/{id}/duplicate", *TOPICS),
    "conversations:answer": _by_id("/ask/answers/{id}", *TOPICS),
    "conversations:reply": _by_id("/replies/{id}", "reply", "buried reply", roles=SOME),
    "conversations:remarks": _by_id("/replies/{id}/remarks", "reply", "buried reply"),
    "conversations:reply_history": _by_id("/replies/{id}/history", "reply", "buried reply", roles=SOME),
    "conversations:edit_reply": _by_id("/replies/{id}/edit", "reply", "buried reply"),
    "conversations:update_review": _by_id("/reviews/{id}/more", "review"),
    "conversations:withdraw_review": _by_id("/reviews/{id}/withdrawal", "review"),
    "conversations:reply_to_review": _by_id("/reviews/{id}/replies", "review"),
    "conversations:review_helpful": _by_id("/reviews/{id}/helpful", "review"),
    "conversations:vouch": _by_id("/reviews/{id}/vouching", "review"),
    "conversations:receipt": _by_id("/reviews/{id}/receipt", "review"),
    "conversations:receipt_json": _by_id("/reviews/{id}/receipt.json", "review"),
    "conversations:space": _space,
    "conversations:tag": _lists("/tags/{tag}", "/tags/{hidden_tag}"),
    "conversations:draft": _lists("/drafts/ask"),
    "conversations:product": _products("/products/{id}/{slug}"),
    "conversations:short_product": _products("/products/{id}"),
    "conversations:p": _products("/p/{id}"),
    "conversations:write_review": _products("/products/{id}/review"),
    "conversations:ask_owners": _products("/products/{id}/asked"),
    "conversations:claim": _products("/products/{id}/receipt"),
    "connect:product": _products("/p/{id}"),
    "connect:api:product": _products("/api/v1/products/{id}"),
    "connect:api:product_reviews": _products("/api/v1/products/{id}/reviews"),
    "connect:api:topic": _by_id("/api/v1/topics/{id}", *TOPICS, roles=SOME),
    "connect:api:replies": _by_id("/api/v1/topics/{id}/replies", *TOPICS, roles=SOME),
    "connect:api:review": _by_id("/api/v1/reviews/{id}", "review"),
    "connect:api:reply": _by_id("/api/v1/replies/{id}", "reply", "buried reply", roles=SOME),
    "connect:api:person": _people("/api/v1/people/{handle}"),
    "connect:old_text": _old_texts,
    "connect:old_person": _people("/from/" + SOURCE + "/u/{handle}"),
    "connect:old_product": _lists("/from/" + SOURCE + "/p/1"),
    "connect:embed_product": _products("/embed/products/{id}.json"),
    "connect:feed_space": _space_feed("atom"),
    "connect:feed_space_json": _space_feed("json"),
    "connect:feed_person": _person_feed("atom"),
    "connect:feed_person_json": _person_feed("json"),
    "connect:feed_tag": _lists("/tags/{tag}.atom", "/tags/{hidden_tag}.atom"),
    "connect:feed_tag_json": _lists("/tags/{tag}.json", "/tags/{hidden_tag}.json"),
    "connect:feed_product_reviews": _products("/products/{id}/reviews.atom"),
    "connect:feed_product_reviews_json": _products("/products/{id}/reviews.json"),
    "connect:feed_product_questions": _products("/products/{id}/questions.atom"),
    "connect:feed_product_questions_json": _products("/products/{id}/questions.json"),
    "connect:sitemap_page": _sitemaps,
    "people:profile": _people("/people/{handle}"),
    "people:own_picture": _people("/people/{handle}/picture"),
    "people:picture": _pictures,
    "catalog:subject": _lists("/shelves/{subject}", "/shelves/{subject}?sort=reviews"),
    "catalog:maker": _lists("/makers/{maker}/edith-crome"),
    "catalog:short_maker": _lists("/makers/{maker}"),
    "gatherings:event": _lists("/events/1/a-name"),
    "gatherings:event_by_id": _lists("/events/1"),
    "moderation:desk_withhold": _withhold_forms,
}
