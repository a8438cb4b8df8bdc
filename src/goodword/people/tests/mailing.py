"""Helpers of this room's tests: run the jobs, read the mail, find its link."""

import re

from django.core import mail

from goodword.core.jobs import work_once


def work():
    """Run all jobs that are due."""
    while work_once("test"):
        pass


def last_link() -> str:
    """The path of the link in the last mail."""
    work()
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]
