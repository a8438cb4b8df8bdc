"""The facts of a product as people and files give them: checked and cleaned before they are written."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from goodword.catalog.actions.makers import maker_name
from goodword.catalog.models import Maker
from goodword.core.errors import Invalid
from goodword.core.search.words import fold
from goodword.core.text import clean_line, clean_text

LINES = {"title": 500, "maker_note": 200, "variant_name": 120, "source": 60, "source_id": 100, "language": 10}
LINKS = ("link", "source_link")
WHOLE = {"year": (-5000, 9999), "stock": (0, 2**31 - 1), "cover_design": (0, 32_000)}
ROWS = ("subject", "picture", "variant_of", "successor")
FIELDS = {*LINES, *LINKS, *WHOLE, *ROWS, "maker", "line", "price", "currency"}


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    """Cleaned columns. Raises Invalid with the field, also on one that nobody may set (a count)."""
    clean: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in FIELDS:
            raise Invalid(_("This cannot be set."), field=name)
        clean[name] = _checked(name, value)
    if not clean.get("title"):
        raise Invalid(_("A product needs a title."), field="title")
    return clean | {"sort_title": sort_title(clean["title"])}


def sort_title(title: str) -> str:
    """A title as it stands in the order of titles: folded, without a leading article."""
    folded = fold(title).strip(" .,:;'\"“”‘’«»()[]-–—¡¿")
    for article in ("the ", "a ", "an "):
        if folded.startswith(article) and len(folded) > len(article):
            folded = folded[len(article) :]
    return folded[:80]


def _checked(name: str, value: Any) -> Any:
    if name in LINES:
        return _line(name, value)
    if name in LINKS:
        return _link(name, value)
    if name in WHOLE:
        return _whole(name, value)
    if name == "maker":
        return _maker(value)
    if name == "price":
        return _price(value)
    if name == "currency":
        return _currency(value)
    return clean_text(value or "")[:5000] if name == "line" else value


def _line(name: str, value: Any) -> str:
    clean = clean_line(str(value or ""), LINES[name] + 1)
    if len(clean) > LINES[name]:
        raise Invalid(_("This is too long: at most %(n)s characters.") % {"n": LINES[name]}, field=name)
    return clean


def _link(name: str, value: Any) -> str:
    link = clean_line(str(value or ""), 501)
    if not link:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise Invalid(_("This does not look like a web address."), field=name) from error
    if len(link) > 500:
        raise Invalid(_("This address is too long."), field=name)
    return link


def _whole(name: str, value: Any) -> int | None:
    if value is None or value == "":
        return None
    least, most = WHOLE[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(
            _("This has to be a whole number from %(least)s to %(most)s.") % {"least": least, "most": most},
            field=name,
        )
    return value


def _maker(value: Any) -> Maker | None:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    return Maker.objects.get_or_create(name=maker_name(value))[0]


def _price(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        price = Decimal(str(value))
        sensible = price.is_finite() and 0 <= price < 10**8
    except InvalidOperation:
        sensible = False
    if not sensible:
        raise Invalid(_("This does not look like a price."), field="price")
    return price.quantize(Decimal("0.01"))


def _currency(value: Any) -> str:
    code = str(value or "").strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Invalid(_("A currency has three letters, such as EUR."), field="currency")
    return code
