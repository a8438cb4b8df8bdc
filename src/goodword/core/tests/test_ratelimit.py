"""Limits: exact, shared, shut where nothing can be counted, and open for what only reads."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError

from goodword.core import clock, ratelimit
from goodword.core.errors import TooSoon
from goodword.core.models import Limit
from goodword.core.ratelimit import Allowance


def test_what_is_left_is_told_and_a_new_window_begins(db):
    with time_machine.travel(clock.now(), tick=False) as travel:
        assert ratelimit.check("key", limit=2, seconds=60) == Allowance(2, 1, 60)
        travel.shift(timedelta(seconds=20))
        assert ratelimit.check("key", limit=2, seconds=60) == Allowance(2, 0, 40)
        with pytest.raises(TooSoon) as refused:
            ratelimit.check("key", limit=2, seconds=60)
        assert 39 <= refused.value.retry_after <= 41
        travel.shift(timedelta(seconds=41))
        assert ratelimit.check("key", limit=2, seconds=60).remaining == 1


def test_a_good_try_is_given_back(db):
    for _ in range(5):
        ratelimit.check("key", limit=1, seconds=60)
        ratelimit.give_back("key")
    ratelimit.give_back("key")
    ratelimit.give_back("nothing was counted here")
    assert Limit.objects.get().used == 0


def test_what_is_kept_names_nobody_and_goes(db):
    ratelimit.check("sign-in:hannah@example.org", limit=1, seconds=60)
    assert "hannah" not in str(Limit.objects.values_list())
    assert ratelimit.forget_ended() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=62)):
        assert ratelimit.forget_ended() == 1


def test_a_door_that_cannot_count_stays_shut(monkeypatch):
    monkeypatch.setattr(ratelimit, "connection", Mock(**{"cursor.side_effect": DatabaseError}))
    with pytest.raises(TooSoon) as refused:
        ratelimit.check("key", limit=5, seconds=60)
    assert refused.value.retry_after == 60


def test_reading_is_counted_in_the_cache_and_let_through_where_it_does_not_answer(
    db, monkeypatch, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert ratelimit.check_reading("key", limit=2, seconds=60).remaining == 1
        ratelimit.check_reading("key", limit=2, seconds=60)
        with pytest.raises(TooSoon):
            ratelimit.check_reading("key", limit=2, seconds=60)
    monkeypatch.setattr(cache, "add", Mock(side_effect=ConnectionError))
    assert ratelimit.check_reading("key", limit=2, seconds=60) == Allowance(2, 2, 60)
