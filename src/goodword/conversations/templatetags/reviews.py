"""The words of review and product pages that need a little reckoning."""

from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodword.catalog.models import Product
from goodword.conversations.models import Reply, Topic
from goodword.conversations.queries import reviews

register = template.Library()


@register.filter
def review_meta(one: reviews.Shown) -> str:
    """The line under a reviewer's name: "14 reviews since 2020 · no proof that it was bought here"."""
    parts = []
    if one.number and one.since:
        year = timezone.localtime(one.since).year
        words = ngettext("%(n)s review, %(year)s", "%(n)s reviews since %(year)s", one.number)
        parts.append(words % {"n": one.number, "year": year})
    if one.detail.verification == "none":
        parts.append(_("not known to be bought here"))
    return " · ".join(parts)


@register.filter
def review_tie(one: reviews.Shown) -> dict[str, str] | None:
    """The label of a connection, in the writer's own words; None without one."""
    if not one.detail.has_connection:
        return None
    return {"kind": "connection", "text": one.topic.connection or _("Has a connection")}


@register.filter
def verified_words(method: str) -> str:
    """How it is known that the writer had it; "" where it is not."""
    return reviews.verification_words(method)


@register.filter
def answer_meta(answer: Reply, topic: Topic) -> str:
    """ "the house's one answer · 17 November, after 1 h 10 min"."""
    day = formats.date_format(timezone.localtime(answer.created_at), "j F")
    span = reviews.span_words(answer.created_at - topic.created_at)
    who = _("the shop’s one answer") if answer.official else _("the maker’s answer")
    return _("%(who)s · %(day)s, after %(span)s") % {"who": who, "day": day, "span": span}


@register.filter
def votes(topic: Topic) -> int:
    """How many said whether it helped."""
    return topic.helpful_count + topic.unhelpful_count


@register.filter
def answers_words(topic: Topic) -> str:
    """How many replies a question has."""
    n = topic.reply_count
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n} if n else _("no answer yet")


@register.filter
def shop_line(product: Product, owners: int) -> str:
    """ "6 in the shop, GBP 9.99 · 340 of our customers own it"; only what is known."""
    here = []
    if product.stock is not None:
        words = ngettext("%(n)s in the shop", "%(n)s in the shop", product.stock)
        here.append(words % {"n": product.stock} if product.stock else _("none in the shop today"))
    if product.price is not None:
        here.append(price_words(product))
    parts = [", ".join(here)] if here else []
    if owners:
        parts.append(
            ngettext("%(n)s of our customers owns it", "%(n)s of our customers own it", owners)
            % {"n": owners}
        )
    return " · ".join(parts)


@register.filter
def price_words(product: Product) -> str:
    """A price with the sign of its currency where it has a common one."""
    signs = {"GBP": "£", "EUR": "€", "USD": "$", "ILS": "₪"}
    if product.price is None:
        return ""
    amount = formats.number_format(product.price, 2)
    sign = signs.get(product.currency, "")
    return f"{sign}{amount}" if sign else f"{amount} {product.currency}".strip()


@register.filter
def year_words(year: int) -> str:
    """A year of publication; before the common era it says so."""
    return str(year) if year > 0 else _("%(year)s BCE") % {"year": -year}


@register.filter
def whole(text: Any) -> int:
    """A small whole number from an address, 0 for anything else."""
    value = str(text)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0


@register.filter
def apart_words(apart: dict[str, tuple[int, int]]) -> str:
    """Which stars stand outside the average, and why."""
    sentences = {
        "staff": lambda n: ngettext("%(n)s by our own staff", "%(n)s by our own staff", n),
        "maker": lambda n: ngettext("%(n)s by its maker", "%(n)s by its makers", n),
        "connection": lambda n: ngettext(
            "%(n)s by somebody with a connection", "%(n)s by people with a connection", n
        ),
    }
    named = [sentences[why](n) % {"n": n} for why, (n, _stars) in sorted(apart.items())]
    return _("Shown and not in the average: %(list)s.") % {"list": ", ".join(named)}
