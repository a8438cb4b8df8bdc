"""What a feed says of a topic. The label of its writer stands in the title and beside the name (law 6)."""

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from goodword.connect.addresses import absolute
from goodword.connect.feeds.atom import Entry
from goodword.conversations.models import Reply, ReviewDetail, Topic


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


def reply_entry_of(reply: Reply, request: HttpRequest) -> Entry:
    """One entry, of a reply selected with author and topic."""
    label, title = label_words(reply), _("Re: %(title)s") % {"title": reply.topic.title}
    return Entry(
        id=f"urn:goodword:reply:{reply.puid}",
        link=absolute(request, reply.get_absolute_url()),
        title=f"[{label}] {title}" if label else title,
        author=_author(reply, label),
        html=reply.body_html + (_origin(reply) if reply.source_link or reply.licence else ""),
        published=reply.created_at,
        updated=reply.edited_at or reply.created_at,
        licence=reply.licence,
    )


def label_words(post: Topic | Reply) -> str:
    """The frozen label in words, with the connection where there is one; "" for neither."""
    words = {"staff": _("staff"), "champion": _("champion"), "maker": _("maker")}
    parts = [words.get(post.written_as, post.written_as)]
    if post.connection:
        parts.append(_("connected: %(how)s") % {"how": post.connection})
    return ", ".join(filter(None, parts))


def _author(post: Topic | Reply, label: str) -> str:
    name = post.author.name or post.author.handle
    if post.author.state == "deleted":
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


def _origin(post: Topic | Reply) -> str:
    on = date_format(post.created_at, "j F Y")
    if not post.source_link:
        return format_html("<p>{} · {} · {}</p>", post.source, on, post.licence)
    return format_html(
        '<p><a href="{}">{}</a> · {} · {}</p>', post.source_link, post.source, on, post.licence
    )
