"""The last step of an answer: what is new each time is filled in, and a page nobody changed is not rendered again.

Decision 8 says why a kept page is always the page that rendering would give: everything it was made from is asked again.
"""

from goodword.core.delivery.asking import a_choice
from goodword.core.delivery.keeping import lasting

__all__ = ["a_choice", "lasting"]
