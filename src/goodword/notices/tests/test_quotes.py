"""What stays of a mail is what its writer said."""

import gzip
import io
import json
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodword.notices.inbound.letter import read
from goodword.notices.inbound.page_text import text_of
from goodword.notices.inbound.quotes import strip

OWN = "The blue one fits.\n\nI tried both."
MARKS = [
    "On Tue, 3 Nov 2026 at 10:12, Goodword <reply@x.example> wrote:",
    "On Nov 3, 2026, at 10:12 AM, Goodword\n<reply@x.example> wrote:",
    "Am 03.11.2026 um 10:12 schrieb Goodword:",
    "Le mar. 3 nov. 2026 à 10:12, Goodword <reply@x.example> a écrit :",
    "El mar, 3 nov 2026 a las 10:12, Goodword (<reply@x.example>) escribió:",
    "Em ter., 3 de nov. de 2026 às 10:12, Goodword <reply@x.example>\nescreveu:",
    "Il giorno mar 3 nov 2026 alle ore 10:12 Goodword <reply@x.example> ha scritto:",
    "Op di 3 nov 2026 om 10:12 schreef Goodword <reply@x.example>:",
    "Den tis 3 nov. 2026 kl 10:12 skrev Goodword <reply@x.example>:",
    "W dniu wt., 3 lis 2026 o 10:12 Goodword <reply@x.example> napisał(a):",
    "út 3. 11. 2026 v 10:12 odesílatel Goodword <reply@x.example> napsal:",
    "ti 3. marrask. 2026 klo 10.12 Goodword (reply@x.example) kirjoitti:",
    "3 Kas 2026 Sal 10:12 tarihinde Goodword <reply@x.example> şunu yazdı:",
    "вт, 3 нояб. 2026 г. в 10:12, Goodword <reply@x.example>:",
    "Goodword <reply@x.example> 于2026年11月3日周二 10:12写道：",
    "2026年11月3日(火) 10:12 Goodword <reply@x.example>:",
    "‫בתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:12 מאת ‪Goodword‬‏ <‪reply@x.example‬‏>:‬",
    "في الثلاثاء، 3 نوفمبر 2026 في 10:12 م كتب Goodword <reply@x.example>:",
]
MARKS += [
    "---- On Tue, 03 Nov 2026 10:12:00 +0000 Goodword <reply@x.example> wrote ----",
    "*On 3 Nov 2026 10:12, Goodword <reply@x.example> wrote:*",
    "Goodword schrieb am 03.11.2026 um 10:12:",
    "2026년 11월 3일 (화) 오전 10:12, Goodword <reply@x.example>님이 작성:",
]
HEADERS = [
    "From: Goodword <reply@x.example>\nSent: Tuesday, November 3, 2026 10:12 AM\nTo: Someone\nSubject: New answer",
    "Von: Goodword <reply@x.example>\nGesendet: Dienstag, 3. November 2026 10:12\nAn: Jemand\nBetreff: Neu",
    "De : Goodword <reply@x.example>\nEnvoyé : mardi 3 novembre 2026 10:12\nÀ : Quelqu'un\nObjet : Nouveau",
    "De: Goodword <reply@x.example>\nEnviado el: martes, 3 de noviembre de 2026\nPara: Alguien\nAsunto: Nuevo",
    "*From:* Goodword <reply@x.example>\n*Sent:* Tuesday, November 3, 2026\n*To:* Someone\n*Subject:* New",
    "________________________________\nFrom: Goodword\nDate: 3.11.2026\nTo: Someone\nSubject: New answer",
    "-----Original Message-----\nFrom: Goodword <reply@x.example>\nSent: Tuesday\nTo: Someone\nSubject: New",
    "-----Ursprüngliche Nachricht-----\nVon: Goodword\nGesendet: Dienstag\nAn: Jemand\nBetreff: Neu",
    "发件人: Goodword <reply@x.example>\n发送时间: 2026年11月3日\n收件人: X\n主题: 新",
    "מאת: Goodword <reply@x.example>\nנשלח: יום שלישי\nאל: מישהו\nנושא: חדש",
]


@pytest.mark.parametrize("mark", MARKS)
def test_words_above_a_quote_stay(mark: str) -> None:
    assert strip(f"{OWN}\n\n{mark}\n\n> Somebody answered you:\n>\n> Take the red one.\n") == OWN


@pytest.mark.parametrize("mark", MARKS)
def test_words_below_a_quote_stay(mark: str) -> None:
    assert strip(f"{mark}\n> Somebody answered you:\n>\n> Take the red one.\n\n{OWN}\n") == OWN


@pytest.mark.parametrize("headers", HEADERS)
def test_words_above_an_older_mail_stay(headers: str) -> None:
    assert strip(f"{OWN}\n\n{headers}\n\nSomebody answered you:\nTake the red one.\n") == OWN


def test_who_answers_between_the_lines_keeps_the_quote() -> None:
    mail = f"{MARKS[0]}\n> Which colour?\n\nBlue.\n\n> Which size?\n\nThe small one.\n"
    assert strip(mail) == "> Which colour?\n\nBlue.\n\n> Which size?\n\nThe small one."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nWalter Penhale\n+44 20 7946 0000",
        "Sent from my iPhone",
        "Gesendet von meinem Telefon",
        "Get Outlook for Android",
        "נשלח מהטלפון שלי",
        "_____________\nWalter\nwalter@x.example\nwww.x.example\n+44 20 7946 0000",
    ],
)
def test_signatures_go(signature: str) -> None:
    assert strip(f"{OWN}\n\n{signature}\n\n{MARKS[0]}\n\n> Take the red one.\n") == OWN
    assert strip(f"{OWN}\n\n{signature}\n") == OWN


def test_a_name_alone_with_its_address_is_a_signature_of_its_sender_only() -> None:
    mail = f"{OWN}\n\nWalter Penhale\nHead of Wicks\n"
    assert strip(mail, sender="Walter Penhale") == OWN
    assert strip(mail, sender="Gwen Pritchard") == mail.strip()


@pytest.mark.parametrize(
    "words",
    [
        "From Berlin to Rome:\n\nFrom: Berlin\nTo: Rome\n\nTwo days.",
        "```\n> not a quote\n--\nnot a signature\n```\n\nThat is all.",
        "Title\n=====\n\nA text with a heading\n\n---\n\nand a rule, and more than three lines.\n\nOne\n\nTwo",
        "- one\n- two\n\n    code\n    more code",
        "On Sunday it rained.\n\nI wrote: come in!",
        "On this day I wrote down what I saw at 10:30 and went home.",
        "He said it well:\n\n> Light is what you pay for.",
        "> Light is what you pay for.\n\nYes.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "1 > 0 and\n2 > 1",
    ],
)
def test_what_is_no_quote_stays(words: str) -> None:
    assert strip(words) == words


def test_nothing_is_left_of_a_mail_that_says_nothing() -> None:
    assert strip(f"{MARKS[0]}\n\n> Take the red one.\n") == ""


@pytest.mark.parametrize(
    "text",
    [
        "> " * 200_000,
        "On Tue, 3 Nov 2026 " * 20_000,
        "On 3 Nov 2026\n" * 4_000,
        "From: a@b\n" * 4_000,
        "-" * 400_000,
        "--\n" * 4_000,
        "_____\n\n" * 2_000,
        "Sent from " * 40_000,
        "```\n" * 4_000,
        "a@b <" * 80_000,
        " " * 400_000 + "x",
        "\n" * 400_000,
        "JD> x\n" * 4_000,
        "> On 3 Nov 2026 x wrote:\n" * 4_000,
        "*" * 300_000 + "from",
    ],
    ids=range(15),
)
def test_time_is_bounded(text: str) -> None:
    began = time.monotonic()
    strip(text)
    assert time.monotonic() - began < 3


def _told(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")


def _loose(text: str) -> str:
    return "\n".join(line for line in _told(text).split("\n") if line)


def _cases(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(name, what is left, what should be): plain texts to the letter, HTML but for empty lines."""
    for line in gzip.decompress((folder / "discourse_cases.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        yield row["name"], _told(strip(row["email"])), _told(row["trimmed"])
    with tarfile.open(folder / "talon_fixtures.tar.gz") as talon:
        files = {
            member.name: (talon.extractfile(member) or io.BytesIO()).read()
            for member in talon
            if member.isfile()
        }
    for name, content in sorted(files.items()):
        if name.endswith(".eml"):
            yield name, _told(strip(read(content).text)), "Hello"
        elif "html_replies/" in name:
            left = strip(text_of(content.decode("utf-8", "replace")))
            yield name, _loose(left), "Hi. I am fine.\nThanks,\nAlex"
        elif "/stripped/" in name and name.endswith("_body") and "johndoe" not in name:
            body, sender = content.decode(), files.get(name.replace("_body", "_sender"), b"").decode()
            signature = files.get(name.replace("_body", "_signature"), b"").decode().strip()
            yield (
                name,
                _loose(strip(body, sender=sender)),
                _loose(body.replace(signature, "") if signature else body),
            )


@pytest.mark.real_data("email-replies")
def test_real_mails(real_data, capsys) -> None:
    """At least 95 of 100 mails are left exactly as their collectors say."""
    cases = list(_cases(real_data("email-replies")))
    wrong = [name for name, left, wanted in cases if left != wanted]
    exact = 1 - len(wrong) / len(cases)
    with capsys.disabled():
        said = f"\nreplies by mail: {exact:.1%} of {len(cases)} exact; not: {', '.join(wrong) or 'none'}\n"
        sys.stdout.write(said)
    assert len(cases) >= 60
    assert exact >= 0.95
