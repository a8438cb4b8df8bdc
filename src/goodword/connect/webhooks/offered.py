"""Which events an endpoint can choose, and what of each is told. Pure tables; an event that is in neither is told to nobody.

`about` are the objects whose visibility decides whether anything is told at all. Other fields that name an object are told as null
where it may not be seen. `hides` are never told. `gone`: the object fell, and whoever could read it before is told of that.
"""

from dataclasses import dataclass

KINDS = {
    "topic_id": "topic",
    "reply_id": "reply",
    "original_id": "topic",
    "product_id": "product",
    "occasion_id": "event",
    "person_id": "person",
    "by_id": "person",
}


@dataclass(frozen=True)
class Offer:
    """What is told of one event."""

    about: tuple[str, ...]
    hides: tuple[str, ...] = ()
    gone: bool = False


_TOPIC = Offer(("topic_id",))
_REPLY = Offer(("topic_id", "reply_id"))
_PRODUCT = Offer(("product_id",))
_OCCASION = Offer(("occasion_id",))
OFFERED: dict[str, Offer] = {
    "conversations.TopicOpened": _TOPIC,
    "conversations.TopicEdited": _TOPIC,
    "conversations.TopicWithdrawn": Offer(("topic_id",), gone=True),
    "conversations.TopicWithheld": Offer(("topic_id",), hides=("by_id",), gone=True),
    "conversations.TopicRestored": Offer(("topic_id",), hides=("by_id",)),
    "conversations.TopicArchived": _TOPIC,
    "conversations.TopicReopened": _TOPIC,
    "conversations.TopicMarkedDuplicate": _TOPIC,
    "conversations.ReplyPosted": _REPLY,
    "conversations.ReplyEdited": _REPLY,
    "conversations.ReplyWithdrawn": Offer(("reply_id",), gone=True),
    "conversations.ReplyWithheld": Offer(("reply_id",), hides=("by_id",), gone=True),
    "conversations.ReplyRestored": Offer(("topic_id", "reply_id"), hides=("by_id",)),
    "conversations.AnswerAccepted": _REPLY,
    "conversations.AnswerUnaccepted": _REPLY,
    "conversations.AnswerConfirmed": _REPLY,
    "conversations.AnswerOutdated": _REPLY,
    "conversations.AnswerRevived": _REPLY,
    "conversations.IdeaStatusChanged": _TOPIC,
    "conversations.ReviewUpdated": _TOPIC,
    "conversations.ReviewVerified": Offer(("topic_id",), hides=("by_id",)),
    "catalog.ProductAdded": _PRODUCT,
    "catalog.ProductChanged": _PRODUCT,
    "catalog.RecallNoted": _PRODUCT,
    "gatherings.OccasionAnnounced": _OCCASION,
    "gatherings.OccasionChanged": _OCCASION,
    "gatherings.OccasionCancelled": _OCCASION,
    "people.PersonJoined": Offer(("person_id",)),
    "people.PersonDeleted": Offer((), hides=("keep_texts",)),  # so that a receiver can forget them too
}
NOT_OFFERED = {
    "conversations.VoteCast": "who voted is nobody's business",
    "conversations.OwnersAsked": "who asked is between them and the owners",
    "conversations.TagsMerged": "words, of no consequence elsewhere",
    "conversations.TextsImported": "what came with an import is fetched by the API",
    "catalog.ProductsAdded": "what came with an import is fetched by the API",
    "catalog.MakerChanged": "a fact of products, which are told",
    "catalog.SubjectChanged": "a shelf, of no consequence elsewhere",
    "catalog.ClaimMade": "who has what is private",
    "catalog.ClaimDecided": "who has what is private",
    "catalog.PurchaseRecorded": "who has what is private",
    "people.OwnerLinkMade": "of the account, private",
    "people.AddressChanged": "of the account, private",
    "people.PasswordChanged": "of the account, private",
    "people.Followed": "whom somebody follows is theirs",
    "people.Unfollowed": "whom somebody follows is theirs",
    "people.PersonClaimed": "joins an old profile to a person, which only they need to know",
    "people.PersonsImported": "what came with an import is fetched by the API",
    "people.ProfileChanged": "of the account, private",
    "people.RoleAgreed": "of the staff",
    "people.RoleGiven": "of the staff",
    "people.RoleEnded": "of the staff",
}
PRIVATE_ROOMS = ("notices", "connect", "core")  # what somebody is told, and which programs act for whom
TRIAL = "connect.Trial"  # sent by the button on the desk; no event of the house


def choices() -> list[str]:
    """The names that can be chosen, by room."""
    return list(OFFERED)
