"""What a feed says of a topic. The label of its writer stands in the title and beside the name (law 6)."""

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from goodword.connect.addresses import absolute
from goodword.connect.feeds.atom import Entry
from goodword.conversations.models import ReviewDetail, Topic


def entry_of(topic: Topic, request: HttpRequest) -> Entry:
    """One entry, of a topic selected with author, review and tags."""
    review = getattr(topic, "review", None)
    html = topic.body_html
    if review is not None:
        html = _stars(review, topic) + html
    if topic.source_link or topic.licence:
        html += _origin(topic)
    label = label_words(topic)
    return Entry(
        id=f"urn:goodword:topic:{topic.puid}",
        link=absolute(request, topic.get_absolute_url()),
        title=f"[{label}] {topic.title}" if label else topic.title,
        author=_author(topic, label),
        html=html,
        published=topic.created_at,
        updated=topic.edited_at or topic.created_at,
        words=tuple(tag.name for tag in topic.tags.all()),
        licence=topic.licence,
    )


def label_words(topic: Topic) -> str:
    """The frozen label in words, with the connection where there is one; "" for neither."""
    words = {"staff": _("staff"), "champion": _("champion"), "maker": _("maker")}
    parts = [words.get(topic.written_as, topic.written_as)]
    if topic.connection:
        parts.append(_("connected: %(how)s") % {"how": topic.connection})
    return ", ".join(filter(None, parts))


def _author(topic: Topic, label: str) -> str:
    name = topic.author.name or topic.author.handle
    if topic.author.state == "deleted":
        name = _("somebody who has left")
    return f"{name} ({label})" if label else name


def _stars(review: ReviewDetail, topic: Topic) -> str:
    how = {
        "order": _("bought here, order"), "receipt": _("bought here, receipt"), "vouched": _("vouched for by staff"),
    }.get(review.verification, _("not known whether bought here"))  # fmt: skip
    said = _("%(stars)s of 5 stars for %(item)s; %(how)s") % {
        "stars": review.stars, "item": review.reviewed_item, "how": how,
    }  # fmt: skip
    lines = format_html("<p>{}</p>", said)
    for sign, words in (("+", review.pros), ("−", review.cons)):
        if words:
            lines += format_html("<p>{} {}</p>", sign, words)
    return lines


def _origin(topic: Topic) -> str:
    on = date_format(topic.created_at, "j F Y")
    if not topic.source_link:
        return format_html("<p>{} · {} · {}</p>", topic.source, on, topic.licence)
    return format_html(
        '<p><a href="{}">{}</a> · {} · {}</p>', topic.source_link, topic.source, on, topic.licence
    )
