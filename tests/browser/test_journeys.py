"""What people come for, from beginning to end: by keyboard alone, and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.hands import Hands

from goodword.testing.site import Site

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}
WAYS = [pytest.param(True, True, id="keyboard"), pytest.param(False, False, id="without JavaScript")]
Enter = Callable[..., Hands]


@pytest.fixture
def enter(new_page: Callable[..., Any], site: Site) -> Enter:
    """A function that opens the site as somebody: `enter("gwen", keyboard=True, script=True)`."""

    def opened(person: str = "", keyboard: bool = False, script: bool = True, **options: Any) -> Hands:
        page = new_page(**{"viewport": WIDE, "java_script_enabled": script, **options})
        if person:
            page.context.add_cookies([site.cookie(person)])
        return Hands(page, site.url, keyboard)

    return opened


def link_in(letter: str, site: Site) -> str:
    found = re.search(re.escape(site.url) + r"/\S+", letter)
    assert found, letter
    return found[0]


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_read_ask_answer_accept_and_same_here(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    way = "k" if keyboard else "n"
    title, email = f"Is there a bench by the door ({way})?", f"new-{way}@example.org"
    nobody = enter(keyboard=keyboard, script=script)
    nobody.go(site.pages["topic"])
    nobody.reads("brown paper")
    nobody.go("/ask")
    nobody.fill("q" if script else "title", title)  # with a script, the big box is the only field for it
    assert nobody.page.locator("main [name=title]").first.is_visible() != script
    nobody.fill("body", "My knees ask too.")
    nobody.press("Ask this question")
    nobody.reads("My knees ask too.")  # the text is still there
    nobody.press("Make an account")
    nobody.fill("email", email)
    nobody.fill("name", "Ada of the bench")
    nobody.press("Send me the link")
    nobody.reads("Look in your mail")
    nobody.go(link_in(site.letter(email), site))
    nobody.press("Make my account")
    assert nobody.page.locator("main [name=title]").first.input_value() == title
    assert nobody.page.locator("main [name=body]").first.input_value() == "My knees ask too."
    nobody.press("Ask this question")
    nobody.page.get_by_role("heading", level=1, name=title).wait_for()
    address = nobody.page.url

    maya = enter("maya", keyboard=keyboard, script=script)
    maya.go(address)
    maya.fill("body", "There is, and it is dry.")
    maya.press("Answer")
    maya.reads("There is, and it is dry.")

    nobody.go(address)
    nobody.press("This answers it")
    nobody.reads("Solved")

    other = enter("noor", keyboard=keyboard, script=script)
    other.go(address)
    other.press("Same here", stays=script)
    other.page.locator("main button[aria-pressed=true]").filter(has_text="Same here").wait_for()
    other.go(address)
    other.reads("1 person")


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_review_a_product(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    person = "samuel" if keyboard else "gwen"
    hands = enter(person, keyboard=keyboard, script=script)
    hands.go("/products/4/review")
    hands.choose("stars", "2")
    hands.fill("body", f"The shelf was empty, and so was I, says {person}.")
    hands.choose("has_connection", "no")
    hands.press("Publish it")
    hands.reads(f"so was I, says {person}")
    hands.go(site.pages["product without reviews"])
    hands.reads(f"so was I, says {person}")


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_vote_for_an_idea_and_take_it_back(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    hands = enter("noor" if keyboard else "shira", keyboard=keyboard, script=script)
    hands.go(site.pages["open idea"])
    hands.fill("because", "the boat comes late")
    hands.press("I want this too", stays=script)
    hands.reads("You voted for it")
    hands.press("You voted for it", stays=script)
    hands.page.locator("main").get_by_role("button", name="I want this too").wait_for()


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_propose_edit_follow_and_withdraw(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    way = "k" if keyboard else "n"
    hands = enter("bettina", keyboard=keyboard, script=script)
    hands.go("/ideas/new")
    hands.fill("title", f"A lamp for the stairs {way}")
    hands.fill("body", "They are steep.")
    hands.press("Propose", where="main form:has([name=title])")
    hands.page.get_by_role("heading", level=1, name=f"A lamp for the stairs {way}").wait_for()
    address = hands.page.url

    other = enter("eleanor", keyboard=keyboard, script=script)
    other.go(address)
    other.press("Follow this conversation")
    other.page.get_by_role("button", name="Follow no longer").wait_for()

    hands.go(address)
    hands.press("Edit", role="link")
    hands.fill("body", "They are very steep.")
    hands.press("Save")
    hands.reads("They are very steep.")
    hands.press("Take it back", role="link")
    hands.press("Take it back")
    hands.go(address)
    assert "very steep" not in enter().page.content()
    stranger = enter(script=script)
    assert stranger.page.goto(address).status == 410


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_search(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    hands = enter(keyboard=keyboard, script=script)
    hands.go("/search")
    hands.fill("q", "brown paper")
    hands.page.locator("main [name=q]").first.press("Enter")
    hands.page.locator("main").get_by_role(
        "link", name=re.compile("Do you wrap books as gifts")
    ).first.wait_for()
    assert hands.page.context.cookies() == []


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_sign_in_by_the_link_in_a_mail_and_out_again(
    enter: Enter, site: Site, keyboard: bool, script: bool
) -> None:
    key = "samuel" if keyboard else "noor"
    hands = enter(keyboard=keyboard, script=script)
    hands.go("/sign-in/link")
    hands.fill("email", f"{key}@example.org")
    hands.press(re.compile("link", re.IGNORECASE))
    hands.reads("Look in your mail")
    assert hands.page.context.cookies() == []
    hands.go(link_in(site.letter(f"{key}@example.org"), site))
    assert hands.page.context.cookies() == []  # a GET signs nobody in
    hands.press("Sign me in")
    assert [cookie["name"] for cookie in hands.page.context.cookies()] == ["session"]


@pytest.mark.parametrize(("keyboard", "script"), WAYS)
def test_the_badge_of_just_looking(enter: Enter, site: Site, keyboard: bool, script: bool) -> None:
    hands = enter("joris" if keyboard else "gwen", keyboard=keyboard, script=script)
    hands.go("/questions")
    switch = hands.page.locator("header").get_by_role("button", name="Just looking").first
    before = switch.get_attribute("aria-pressed")
    hands.press("Just looking", where="header")
    assert switch.get_attribute("aria-pressed") != before
    assert hands.page.url.endswith("/questions")
    hands.press("Just looking", where="header")  # as it was: others go on with the same persons
    assert switch.get_attribute("aria-pressed") == before


def test_the_big_box_answers_while_one_types(enter: Enter, site: Site) -> None:
    hands = enter(keyboard=True)
    hands.go("/ask")
    hands.page.locator("main [name=q]").first.press_sequentially("wrap books as gifts", delay=5)
    row = hands.page.locator(".suggestion summary").first
    row.wait_for()
    hands.page.keyboard.press("ArrowDown")
    assert row.evaluate("e => e === document.activeElement")
    hands.page.keyboard.press("Enter")
    hands.reads("brown paper")
    with hands.page.expect_response(lambda answer: answer.url.endswith("/solved-me")) as sent:
        hands.press("That solved it")
    assert sent.value.status in (200, 204, 303)
    assert hands.page.context.cookies() == []
    hands.go("/ask")
    hands.reads("Solved without asking")
    hands.page.locator("main [name=q]").first.press_sequentially("wrap books", delay=5)
    row.wait_for()
    hands.page.keyboard.press("Escape")
    row.wait_for(state="detached")


def test_the_big_box_answers_without_script(enter: Enter, site: Site) -> None:
    hands = enter(script=False)
    hands.go("/ask?q=wrap+books+as+gifts")
    hands.page.locator(".suggestion").first.wait_for()
    hands.press("That solved it")
    assert hands.page.url.endswith("?solved=1")
    assert hands.page.context.cookies() == []


def test_the_tools_of_the_composer(enter: Enter, site: Site) -> None:
    hands = enter("eleanor")
    hands.go(site.pages["topic"])
    area = hands.page.locator("#write textarea")
    area.click()
    hands.page.get_by_role("button", name="Bold").wait_for()
    area.fill("dry")
    area.press("ControlOrMeta+a")
    hands.page.get_by_role("button", name="Bold").click()
    assert area.input_value() == "**dry**"
    hands.page.get_by_role("button", name="Preview").click()
    hands.page.locator(".composer-preview strong").get_by_text("dry").wait_for()
    hands.page.get_by_role("button", name="Write on").click()
    area.wait_for(state="visible")
    assert area.input_value() == "**dry**"
    area.press("End")
    area.press_sequentially(" @may", delay=5)
    name = hands.page.locator(".mentions [data-insert]").first
    name.wait_for()
    name.click()
    assert "@maya " in area.input_value()


def test_a_draft_is_kept_over_a_reload_and_offered_back(enter: Enter, site: Site) -> None:
    hands = enter(bypass_csp=True)  # so that the test itself may wait on what the browser keeps
    hands.go(site.pages["open question"])
    area = hands.page.locator("#write textarea")
    assert hands.page.evaluate("localStorage.length") == 0
    area.fill("Half a thought about maps")
    hands.page.wait_for_function(
        "Object.keys(localStorage).some((key) => localStorage[key].includes('Half a thought'))"
    )
    hands.page.reload()
    hands.page.wait_for_function("document.querySelector('#write textarea').value.includes('Half a thought')")
    hands.page.locator("#write textarea").fill("")
    hands.page.wait_for_function(
        "!Object.keys(localStorage).some((key) => localStorage[key].includes('Half a thought'))"
    )


def test_a_vote_is_taken_back_in_place(enter: Enter, site: Site) -> None:
    """Helpful and back, by the same button, without leaving the page."""
    hands = enter("samuel")
    hands.go(site.pages["open question"])
    button = hands.page.locator("article.post").get_by_role("button", name="Helpful").first
    for pressed in ("true", "false"):
        button.click()
        hands.page.locator(f"article.post button.action[aria-pressed={pressed}]").first.wait_for()
