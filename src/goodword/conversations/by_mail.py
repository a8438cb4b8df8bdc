"""Replies that come by mail: the verb of the page, for who may see what they reply to."""

import io

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.conversations.actions.replies import post_reply
from goodword.conversations.queries import threads
from goodword.core.errors import Invalid
from goodword.core.gate import Ref
from goodword.core.text import clean_line
from goodword.notices import reply_takers as takers
from goodword.people.actions.pictures import keep_picture
from goodword.people.models import Person
from goodword.people.queries import viewer_of


@takers.register("topic", letter="t")
def reply_to_topic(person: Person, topic_id: int, sent: takers.Sent) -> tuple[Ref, str]:
    """Answer a conversation. Raises Missing where the person may not see it, and what `post_reply` raises."""
    topic = threads.topic_of(topic_id, viewer_of(person))
    reply = post_reply(topic, by=person, body=_body(person, sent))
    return Ref("reply", reply.pk), reply.get_absolute_url()


@takers.register("reply", letter="r")
def remark_on_reply(person: Person, reply_id: int, sent: takers.Sent) -> tuple[Ref, str]:
    """Write a short reply under a reply. Raises as above."""
    viewer = viewer_of(person)
    parent = threads.reply_of(reply_id, viewer)
    topic = threads.topic_of(parent.topic_id, viewer)
    reply = post_reply(topic, by=person, body=_body(person, sent), parent=parent)
    return Ref("reply", reply.pk), reply.get_absolute_url()


def _body(person: Person, sent: takers.Sent) -> str:
    """The words, then the pictures, then how many files were left out."""
    parts, left_out = [sent.words], len(sent.left_out)
    for name, content in sent.pictures:
        try:
            picture = keep_picture(io.BytesIO(content), by=person, size=len(content))
        except Invalid:
            left_out += 1
            continue
        words = clean_line(name.rpartition(".")[0] or _("Picture"), 80).translate(
            str.maketrans("", "", "[]()\\`")
        )
        parts.append(f"![{words}](/pictures/{picture.puid})")
    if left_out:
        note = ngettext(
            "(One file that came with this mail is left out.)",
            "(%(count)s files that came with this mail are left out.)",
            left_out,
        )
        parts.append(note % {"count": left_out})
    return "\n\n".join(part for part in parts if part.strip())
