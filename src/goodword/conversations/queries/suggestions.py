"""Similar questions in the shape of components/suggestions.html."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries.similar import Similar, best_answers, similar_questions
from goodword.core.search.words import fold, telling
from goodword.core.viewer import Viewer

LIMIT = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)


def suggestions(text: str, viewer: Viewer, *, answer_in_place: bool = False) -> list[dict[str, Any]]:
    """Up to five rows: address, title with the words found, state, who solved it, how many had it too, where its answer is.

    answer_in_place: the first answered one comes open with its answer (the page without script).
    """
    found = similar_questions(text, viewer, LIMIT)
    best = best_answers([one.topic.pk for one in found if one.answered], viewer)
    rows = [_row(one, text, best.get(one.topic.pk)) for one in found]
    if answer_in_place:
        for row, one in zip(rows, found, strict=True):
            if reply := best.get(one.topic.pk):
                row["opened"] = _opened(one.topic, reply)
                row["open"] = one is found[0]
    return rows


def heading(count: int) -> SafeString:
    """The line above the suggestions."""
    words = ngettext("%(n)s question like yours", "%(n)s questions like yours", count) % {"n": count}
    return format_html("<b>{}</b>, {}", words, _("answered ones first"))


def opened(topic: Topic, viewer: Viewer) -> dict[str, Any]:
    """The context of components/suggestion_answer.html for a question; without an accepted answer it says so."""
    reply = best_answers([topic.pk], viewer).get(topic.pk)
    return _opened(topic, reply) if reply else {"url": topic.get_absolute_url(), "author": None, "html": ""}


def _opened(topic: Topic, reply: Reply) -> dict[str, Any]:
    accepted = getattr(reply, "acceptance", None)
    said = _("accepted by the one who asked") if accepted and accepted.by_asker else ""
    if accepted and not accepted.by_asker and accepted.by and accepted.by.name:
        said = _("accepted by %(name)s") % {"name": accepted.by.name}
    return {
        "author": reply.author,
        "label": reply.written_as,
        "accepted_line": said,
        "html": SafeString(reply.body_html),
        "solved_url": reverse("conversations:solved_me", args=[topic.pk]),
        "url": topic.get_absolute_url(),
    }


def _row(one: Similar, text: str, best: Reply | None) -> dict[str, Any]:
    topic = one.topic
    answers = ngettext("%(n)s answer, none chosen yet", "%(n)s answers, none chosen yet", topic.reply_count)
    same = ngettext("%(n)s same here", "%(n)s same here", topic.same_here_count) % {
        "n": topic.same_here_count
    }
    fact = (
        ""
        if one.answered
        else answers % {"n": topic.reply_count}
        if topic.reply_count
        else _("no answer yet")
    )
    return {
        "url": topic.get_absolute_url(),
        "title": topic.title,
        "title_html": marked(topic.title, text),
        "state": "solved" if one.answered else "open",
        "by": best.author if best else None,
        "by_label": best.written_as if best else "",
        "fact": fact,
        "end": same if topic.same_here_count else "",
        "answer_url": reverse("conversations:answer", args=[topic.pk]) if best else "",
    }


def marked(title: str, text: str) -> SafeString:
    """A title in which the words that were typed are marked."""
    asked = set(telling(text))
    out, last = [], 0
    for word in _WORD.finditer(title):
        folded = fold(word[0]).replace("'", "").replace("’", "")
        if folded in asked:
            out += [conditional_escape(title[last : word.start()]), format_html("<mark>{}</mark>", word[0])]
            last = word.end()
    return SafeString("".join([*out, conditional_escape(title[last:])]))


def render_answer(context: dict[str, Any], request: Any) -> str:
    """The opened answer as HTML, for the page without script."""
    return render_to_string("components/suggestion_answer.html", context, request)
