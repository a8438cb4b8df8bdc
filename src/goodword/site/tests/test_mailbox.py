"""The mailbox of the demonstration: safe to read, there alone."""

from email.message import EmailMessage

import pytest

from goodword.site.mailbox import PARTED_BY, mails


def mail(subject, text, html="<p>hello</p>"):
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = "hannah@example.org", "shop@example.org", subject
    message["Date"] = "Mon, 03 Aug 2026 10:00:00 -0000"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes() + b"\n" + PARTED_BY + b"\n"


@pytest.fixture
def box(tmp_path, settings):
    settings.MAILBOX = tmp_path
    settings.GOODWORD_MODE = "demo"
    return tmp_path


def test_newest_first_and_only_our_links_are_links(box, visit):
    link = "http://127.0.0.1:8000/sign-in/link/abc"
    evil = "<script>alert(1)</script> http://evil.example/x"
    (box / "a.log").write_bytes(
        mail("First", f"Here: {link}\n{evil}") + mail("Second", "Later", "<img src=//evil.example>")
    )
    page = visit(None).get("/mailbox").content.decode()
    assert page.index("Second") < page.index("First")
    assert '<a href="/sign-in/link/abc">' in page
    assert "<script>alert" not in page
    assert 'href="http://evil' not in page
    assert "<img src=//evil" not in page


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"Content-Type: text/plain; charset=nonsense\n\n\xff", PARTED_BY * 3]
)
def test_what_is_no_mail_breaks_nothing(box, visit, content):
    (box / "a.log").write_bytes(content)
    assert visit(None).get("/mailbox").status_code == 200
    assert len(mails(box)) <= 1


def test_an_empty_folder_offers_the_first_step(box, visit):
    assert b"No mail yet" in visit(None).get("/mailbox").content


@pytest.mark.parametrize("mode", ["serve", "test"])
def test_there_is_none_on_a_real_site(box, visit, settings, mode):
    settings.GOODWORD_MODE = mode
    assert visit(None).get("/mailbox").status_code == 404
