"""What a person may do with what is said. Pure: a viewer and a text in, an answer out."""

from goodword.conversations.models import Reply, ReviewDetail, Topic
from goodword.core.viewer import Viewer


def can_open_topic(viewer: Viewer) -> bool:
    """Whoever is signed in may begin a conversation."""
    return viewer.signed_in


def can_reply(viewer: Viewer, topic: Topic) -> bool:
    """Whoever is signed in may reply to what stands, is not archived and is not a duplicate."""
    return (
        viewer.signed_in
        and topic.state == "published"
        and topic.archived_at is None
        and topic.duplicate_of_id is None
    )


def can_edit(viewer: Viewer, post: Topic | Reply) -> bool:
    """Only its writer edits a text; staff never do (R5)."""
    return viewer.signed_in and post.author_id == viewer.person_id and post.state == "published"


def can_withdraw(viewer: Viewer, post: Topic | Reply) -> bool:
    """Its writer takes a text back: the same for everybody, at any time."""
    return can_edit(viewer, post)


def can_accept_answer(viewer: Viewer, topic: Topic) -> bool:
    """The asker, staff and champions accept; the latter two with a note."""
    return viewer.signed_in and (
        topic.author_id == viewer.person_id or viewer.is_staff or viewer.may("champion")
    )


def can_mark_outdated(viewer: Viewer) -> bool:
    """Staff and champions say that an answer is out of date."""
    return viewer.is_staff or viewer.may("champion")


def can_vote(viewer: Viewer, post: Topic | Reply) -> bool:
    """Everybody signed in but the writer."""
    return viewer.signed_in and post.author_id != viewer.person_id and post.state == "published"


def can_decide_idea(viewer: Viewer) -> bool:
    """Staff who speak for the company."""
    return viewer.may("ideas.decide")


def can_withhold(viewer: Viewer, post: Topic | Reply) -> bool:
    """Moderators, never about their own text."""
    return viewer.may("moderation.decide") and post.author_id != viewer.person_id


def can_confirm(viewer: Viewer, reply: Reply) -> bool:
    """Everybody signed in but the writer of the answer."""
    return viewer.signed_in and reply.author_id != viewer.person_id


def can_say_same_here(viewer: Viewer, topic: Topic) -> bool:
    """Everybody signed in but the one who asked, while the question stands."""
    return (
        viewer.signed_in
        and topic.kind == Topic.Kind.QUESTION
        and topic.state == "published"
        and topic.author_id != viewer.person_id
    )


def can_tidy(viewer: Viewer) -> bool:
    """Staff and champions link duplicates."""
    return viewer.is_staff or viewer.may("champion")


def can_archive(viewer: Viewer) -> bool:
    """Staff close conversations and open them again."""
    return viewer.is_staff


def can_edit_places(viewer: Viewer) -> bool:
    """Who changes spaces and tags."""
    return viewer.may("spaces.edit")


def stars_count(topic: Topic, detail: ReviewDetail) -> bool:
    """Whether the stars of a review enter the mean: it is public, and its writer has no tie to the shop or the product.

    The published rule `plain-mean-1`: stars of staff, of the maker and of whoever says "I have a connection" are shown and not counted.
    """
    apart = topic.written_as in ("staff", "maker") or detail.has_connection
    return topic.state == "published" and detail.current and not apart


def can_update_review(viewer: Viewer, topic: Topic) -> bool:
    """Its writer adds to a review that stands."""
    return topic.kind == "review" and can_edit(viewer, topic)


def can_vouch(viewer: Viewer, topic: Topic) -> bool:
    """Staff who handle orders say that the writer had the thing; never about their own review."""
    return viewer.may("orders.confirm") and topic.author_id != viewer.person_id
