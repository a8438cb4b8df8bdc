"""Two ways to use a page: with a pointer, and with the keyboard alone."""

from typing import Any

MOST_TABS = 160


class Hands:
    """Fills fields and presses buttons of one page; with `keyboard` only by Tab, typing, Enter and Space."""

    def __init__(self, page: Any, base: str, keyboard: bool) -> None:
        self.page, self.base, self.keyboard = page, base, keyboard

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(path if path.startswith("http") else self.base + path)

    def fill(self, name: str, text: str) -> None:
        """Write into the field of a name, over what stands in it."""
        field = self.page.locator(f"main [name='{name}']:visible").first
        if not self.keyboard:
            field.fill(text)
            return
        self._walk_to(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several radio buttons."""
        choice = self.page.locator(f"main [name='{name}'][value='{value}']").first
        if not self.keyboard:
            choice.check(force=True)
            return
        group = self.page.locator(f"main [name='{name}']")
        self._walk_to(group)
        values = group.evaluate_all("all => all.map(one => one.value)")
        here = group.evaluate_all("all => all.indexOf(document.activeElement)")
        for _ in range((values.index(value) - here) % len(values)):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert choice.is_checked(), f"{name} is not {value}"

    def press(self, words: Any, role: str = "button", where: str = "main", stays: bool = False) -> None:
        """Press a button or follow a link that reads like this. `stays`: with script, the page is not left."""
        target = self.page.locator(where).get_by_role(role, name=words).first
        target.wait_for(state="visible")
        if self.keyboard:
            self._walk_to(target)
        deed = (lambda: self.page.keyboard.press("Enter")) if self.keyboard else target.click
        if stays:
            deed()
        else:
            with self.page.expect_navigation():
                deed()

    def reads(self, words: str, where: str = "main") -> None:
        """Wait until the page says this."""
        self.page.locator(where).get_by_text(words).first.wait_for(state="visible")

    def _walk_to(self, target: Any) -> None:
        for _ in range(MOST_TABS):
            if True in target.evaluate_all("all => all.map(one => one === document.activeElement)"):
                assert self._is_seen(), f"the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {target}")

    def _is_seen(self) -> bool:
        """Whether the focus shows: an outline, a ring or another border on it, or on what stands around it."""
        return bool(
            self.page.evaluate("""() => {
          for (let e = document.activeElement, n = 0; e && n < 3; e = e.parentElement, n++) {
            const look = getComputedStyle(e);
            if (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) return true;
            if (look.boxShadow !== "none") return true;
          }
          return false;
        }""")
        )
