"""A parcel as a mail: what it says in plain text and in HTML, and its headers. No picture, no tracking, no link but ours.

What people wrote stands in it as words. A name or a title that a mail program would make a link of is broken up where it does not
already stand in a link of ours.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from goodword.core import mail
from goodword.core.settings_registry import site_setting
from goodword.core.text import clean_line, plain
from goodword.notices import texts
from goodword.notices.channels import Line, Parcel
from goodword.notices.links import PREFERENCES, UNSUBSCRIBE, link
from goodword.notices.models import Outgoing
from goodword.notices.policy import SORTS
from goodword.notices.reply_addresses import reply_address
from goodword.people.names import mail_greeting

WHOLE, EXCERPT = 2000, 280  # characters of what somebody wrote: in a mail about it, and in a digest
MAX_SUBJECT = 160
MAX_ADDRESS = 900  # a line of a header holds 998 characters
JOINED_FROM = 3  # lines of one kind under one heading
_BLOCKS = re.compile(r"</(?:p|li|h3|h4|blockquote|pre|tr)>|<br\s*/?>")
_AT = re.compile(r"(?<=[\w.+-])@(?=\w)")
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2,})")
_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Entry:
    """One line of a mail."""

    sentence: str
    url: str
    why: str
    writer: str = ""
    quote: tuple[str, ...] = ()


@dataclass
class Group:
    """The lines under one heading."""

    heading: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Section:
    """The groups of one sort; a mail that is no digest has one section without a label."""

    label: str
    groups: dict[str, Group] = field(default_factory=dict)


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail of a parcel, in the language that holds now. A second attempt has the same Message-ID."""
    digest = parcel.outgoing.form == Outgoing.Form.DIGEST
    sections = list(_sections(parcel, digest))
    entries = [entry for section in sections for group in section.groups.values() for entry in group.entries]
    site = clean_line(str(site_setting("site.name")))
    sorts = tuple(sorted({texts.sort_of(notice.kind) for notice in parcel.notices}))
    stop = link(parcel.person, UNSUBSCRIBE, "email", sorts)
    reply_to = reply_address(parcel.person, parcel.notices)
    values = {
        "greeting": mail_greeting(parcel.person),
        "intro": _intro(parcel, len(entries), site),
        "sections": sections,
        "can_reply": bool(reply_to),
        "preferences": link(parcel.person, PREFERENCES, "email"),
        "stop": stop,
        "stopped": ", ".join(str(SORTS[sort].label) for sort in sorts),
        "site_name": site,
        "site_url": settings.GOODWORD_SITE_URL,
        "operator": site_setting("site.operator"),
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    made = EmailMultiAlternatives(
        _subject(parcel, sections, entries, site),
        render_to_string("notices/mail/notices.txt", values),
        formataddr((site, settings.DEFAULT_FROM_EMAIL)),
        [parcel.person.email or ""],
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(parcel, sorts, stop, site, reply_to),
    )
    made.attach_alternative(
        _inliner.inline(render_to_string("notices/mail/notices.html", values)), "text/html"
    )
    return made


def defang(words: str) -> str:
    """Words of somebody in which a mail program finds neither an address nor a link: "evil[.]example"."""
    return _DOT.sub("[.]", _AT.sub("[at]", words.replace("://", "[:]//")))


def paragraphs(html: str, limit: int) -> tuple[str, ...]:
    """The words of stored HTML, paragraph by paragraph, at most about `limit` characters in all."""
    found: list[str] = []
    for part in _BLOCKS.split(html):
        left = limit - sum(map(len, found))
        words = plain(part, left) if left > 0 else ""
        if words:
            found.append(words)
    return tuple(found)


def _sections(parcel: Parcel, digest: bool) -> Iterator[Section]:
    """What stands in the mail, in the order of the sorts; in a digest under the label of the sort."""
    for sort in SORTS.values() if digest else [None]:
        lines = [one for one in parcel.lines if sort is None or texts.sort_of(one.notice.kind) == sort.key]
        if lines:
            section = Section(str(sort.label) if sort else "")
            for entry, heading in _entries(lines, EXCERPT if digest else WHOLE):
                section.groups.setdefault(heading, Group(heading)).entries.append(entry)
            yield section


def _entries(lines: list[Line], limit: int) -> Iterator[tuple[Entry, str]]:
    """Each line, or one for many of a kind under one heading: that many are still there, or the number is another one."""
    many = Counter((line.notice.kind, line.text.heading) for line in lines)
    said: set[tuple[str, str]] = set()
    for line in lines:
        key, text = (line.notice.kind, line.text.heading), line.text
        joins = text.joined is not None and bool(text.heading) and many[key] >= JOINED_FROM
        if joins and key in said:
            continue
        said.add(key)
        if joins and text.joined is not None:
            yield Entry(text.joined(many[key]), mail.absolute(text.url), text.why), text.heading
        else:
            quote = paragraphs(text.quote, limit)
            yield Entry(text.sentence, mail.absolute(text.url), text.why, text.writer, quote), text.heading


def _intro(parcel: Parcel, count: int, site: str) -> str:
    """The sentence under the greeting; a mail about one thing needs none."""
    if parcel.outgoing.form == Outgoing.Form.DIGEST:
        return _("This is new at %(site)s in what you asked and follow.") % {"site": site}
    if count > 1:
        return _("This is new for you at %(site)s.") % {"site": site}
    return ""


def _subject(parcel: Parcel, sections: list[Section], entries: list[Entry], site: str) -> str:
    """What the mail holds, no more: one sentence, or how many lines about what. Numbers are those of the lines in it."""
    headings = dict.fromkeys(group.heading for section in sections for group in section.groups.values())
    values: dict[str, Any] = {"site": site, "count": len(entries), "title": next(iter(headings), "")}
    more = {**values, "more": len(entries) - 1, "title": shortened(values["title"], MAX_SUBJECT // 2)}
    if len(entries) == 1:
        words = entries[0].sentence
    elif len(headings) == 1 and values["title"]:
        words = (
            ngettext("%(count)s new under “%(title)s”", "%(count)s new under “%(title)s”", len(entries))
            % values
        )
    elif values["title"]:
        words = (
            ngettext(
                "%(site)s: “%(title)s” and %(more)s more",
                "%(site)s: “%(title)s” and %(more)s more",
                more["more"],
            )
            % more
        )
    else:
        words = (
            ngettext("%(site)s: %(count)s thing for you", "%(site)s: %(count)s things for you", len(entries))
            % values
        )
    return shortened(clean_line(words, 1000), MAX_SUBJECT)


def shortened(words: str, limit: int) -> str:
    """At most `limit` characters, cut at a word."""
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _headers(
    parcel: Parcel, sorts: tuple[str, ...], stop: str, site: str, reply_to: str | None
) -> dict[str, str]:
    """RFC 2369, 2919, 3834, 8058: what kind of mail this is, how to stop it, what it belongs to."""
    host = urlsplit(settings.GOODWORD_SITE_URL).hostname or "localhost"
    name = sorts[0] if len(sorts) == 1 else "notices"
    headers = {
        "Message-ID": parcel.outgoing.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "list",
        "List-Id": formataddr((site, f"{name}.{host}")).replace("@", ""),
        "List-Help": f"<{link(parcel.person, PREFERENCES, 'email')}>",
        "List-Post": f"<mailto:{reply_to}>" if reply_to else "NO",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    threads = {notice.thread for notice in parcel.notices}
    if len(threads) == 1 and (thread := threads.pop()):
        root = f"<{thread.replace(':', '-')}.thread@{host}>"
        page = mail.absolute(parcel.lines[0].text.url)
        headers |= {"In-Reply-To": root, "References": root}
        if len(page) < MAX_ADDRESS:
            headers["List-Archive"] = f"<{page}>"
    return headers
