"""Pages of docs/ that the source writes by itself. A room registers one of its own; `./goodword manage write_docs` writes them all.

@documents.page("api.md")        a function () -> the text of the page; it must not need a database
"""

from collections.abc import Callable

Page = Callable[[], str]
_pages: dict[str, Page] = {}


def page(name: str) -> Callable[[Page], Page]:
    """Register the function that makes the text of a page, by the name of its file in docs/."""

    def register(function: Page) -> Page:
        _pages[name] = function
        return function

    return register


def pages() -> dict[str, str]:
    """The registered pages with the text each should have now."""
    return {name: make() for name, make in sorted(_pages.items())}
