"""What the embedded elements show, as plain values with their words: text alone, which the script never reads as HTML."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.catalog.models import Product
from goodword.connect.addresses import absolute
from goodword.connect.feeds.entries import label_words
from goodword.conversations.models import ReviewDetail
from goodword.conversations.queries import products, reviews
from goodword.conversations.queries.similar import similar_questions
from goodword.core import gate
from goodword.core.settings_registry import site_setting
from goodword.core.text import plain
from goodword.core.viewer import ANONYMOUS

SIDES = 2  # reviews of each kind, as many of the one as of the other
EXCERPT = 280  # characters


def frame(request: HttpRequest) -> dict[str, Any]:
    """What both elements need: language, direction, hue, and the one line of promise."""
    return {
        "lang": translation.get_language(),
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "hue": site_setting("site.hue"),
        "by": {"name": site_setting("site.name"), "url": absolute(request, reverse("site:home"))},
        "promise": _("Nothing about you is stored or followed here."),
    }


def reviews_of(product: Product, request: HttpRequest) -> dict[str, Any]:
    """Mean, rows, the sum line, and the latest with many stars beside the latest with few. product: from `product_for_page`."""
    told = products.figures(product)
    sums = told.sums | {"withheld": told.withheld}
    words = [("received", _("received")), ("published", _("published")), ("withheld", _("withheld"))]
    withdrawn = ngettext("withdrawn by its writer", "withdrawn by their writers", sums["withdrawn"])
    counted = ngettext("the one review that counts", "plain average of %(n)s reviews", told.total)
    mean = round(told.mean, 1) if told.mean is not None else None
    here = absolute(request, product.get_absolute_url())
    return {
        "title": product.title,
        "region": _("What customers say of %(title)s") % {"title": product.title},
        "mean": mean,
        "mean_words": formats.number_format(mean, 1) if mean is not None else "",
        "stars_words": _stars(mean) if mean is not None else "",
        "counted": counted % {"n": told.total},
        "rows": [_row(stars, count, told.total) for stars, count in told.counts.items()],
        "sums": [[sums[key], word] for key, word in words] + [[sums["withdrawn"], withdrawn]],
        "sides": _sides(product, request),
        "links": [
            [_("All reviews"), f"{here}#reviews"],
            [
                _("Write a review"),
                absolute(request, reverse("conversations:write_review", args=[product.pk])),
            ],
            [_("How reviews work here"), absolute(request, reverse("conversations:how_reviews_work"))],
        ],
        "none": "" if sums["published"] else _("Nobody has reviewed it yet."),
    }


def ask_box(request: HttpRequest) -> dict[str, Any]:
    """The words of the box for a question, and where it leads."""
    return {
        "label": _("What can we help you with?"),
        "button": _("Ask"),
        "action": absolute(request, reverse("conversations:ask")),
        "found": _("Asked before"),
        "solved": _("solved"),
    }


def similar(words: str, request: HttpRequest) -> dict[str, Any]:
    """Questions like these words, as anybody may read them."""
    found = similar_questions(words, ANONYMOUS, 5) if words else []
    said = ngettext("%(n)s question like this", "%(n)s questions like this", len(found)) % {"n": len(found)}
    return {
        "said": said if found else "",
        "questions": [
            {
                "title": one.topic.title,
                "url": absolute(request, one.topic.get_absolute_url()),
                "solved": one.answered,
            }
            for one in found
        ],
    }


def _sides(product: Product, request: HttpRequest) -> list[dict[str, Any]]:
    """As many with few stars as with many, each the latest: neither side is chosen for what it says."""
    public = reviews.visible_reviews(ANONYMOUS).filter(product=product)
    public = public.select_related("topic__author", "rating").order_by("-written_at", "-id")
    high, low = list(public.filter(stars__gte=4)[:SIDES]), list(public.filter(stars__lt=4)[:SIDES])
    allowed = gate.ids("topic", [one.topic_id for one in high + low], ANONYMOUS)
    people = gate.ids("person", [one.topic.author_id for one in high + low], ANONYMOUS)
    return [
        {"title": title, "reviews": [_review(one, one.topic.author_id in people, request) for one in rows if one.topic_id in allowed]}
        for title, rows in ((_("4 and 5 stars, the latest"), high), (_("1 to 3 stars, the latest"), low))
        if rows
    ]  # fmt: skip


def _review(one: ReviewDetail, named: bool, request: HttpRequest) -> dict[str, Any]:
    topic = one.topic
    text, day = plain(topic.body_html), timezone.localtime(topic.created_at)
    ties = [label_words(topic)] if label_words(topic) else []
    if one.has_connection and not topic.connection:
        ties.append(_("Has a connection"))
    if not (one.rating and one.rating.counted):
        ties.append(_("not in the average"))
    return {
        "stars": one.stars,
        "stars_words": _stars(one.stars),
        "title": reviews.Shown(one, topic).heading,
        "text": text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…",
        "url": absolute(request, topic.get_absolute_url()),
        "name": (topic.author.name or _("somebody who gave no name"))
        if named
        else _("somebody who has left"),
        "labels": ties,
        "bought": reviews.verification_words(one.verification) or _("not known to be bought here"),
        "at": day.isoformat(timespec="seconds"),
        "day": formats.date_format(day, "j F Y"),
    }


def _row(stars: int, count: int, total: int) -> dict[str, Any]:
    words = ngettext("%(n)s star", "%(n)s stars", stars) % {"n": stars}
    return {"words": words, "count": count, "share": round(100 * count / total) if total else 0}


def _stars(value: float) -> str:
    return _("%(number)s of %(of)s stars") % {"number": f"{value:g}", "of": 5}
