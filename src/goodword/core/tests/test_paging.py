"""Pages by key: every row once, whatever the ties; a token that is not ours is refused."""

from datetime import timedelta

import pytest

from goodword.core import clock
from goodword.core.errors import Invalid
from goodword.core.models import Job
from goodword.core.paging import page_by_key


@pytest.mark.parametrize("order", [["-run_at", "-id"], ["run_at", "id"], ["task", "-run_at", "id"]])
def test_every_row_is_seen_once(db, order):
    now = clock.now()
    for n in range(25):
        Job.objects.create(task=f"t{n % 2}", run_at=now - timedelta(minutes=n // 4))
    seen, after = [], ""
    while True:
        page = page_by_key(Job.objects.all(), order, after, size=7)
        seen += [job.pk for job in page.rows]
        after = page.next
        if not after:
            break
    assert seen == list(Job.objects.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("token", ["x", "W10", "bnVsbA", "WyJhIiwiYiJd", "é", "=" * 9])
def test_a_foreign_token_is_refused(db, token):
    with pytest.raises(Invalid):
        page_by_key(Job.objects.all(), ["-run_at", "-id"], token)
