"""`/metrics`: true numbers, for this machine and the holder of the token, and nothing of what is hidden."""

from datetime import timedelta

import pytest

from goodword.conversations.actions.topics import open_topic
from goodword.core import clock, jobs
from goodword.core.models import EventRecord, Job
from goodword.core.tasks import task


@task()
def raise_always():
    raise RuntimeError("poisoned")


def numbers(client, **headers):
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line[:1] != "#"}


def test_only_this_machine_and_the_token_may_look(visit, settings, db):
    client = visit(None)
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404
    bearer = {"Authorization": "Bearer a-token"}
    assert client.get("/metrics", headers=bearer, REMOTE_ADDR="192.0.2.7").status_code == 404
    settings.GOODWORD_METRICS_TOKEN = "a-token"
    assert client.get("/metrics", headers=bearer, REMOTE_ADDR="192.0.2.7").status_code == 200
    for wrong in ("Bearer ", "Bearer a-toke", "Bearer é"):
        answer = client.get("/metrics", headers={"Authorization": wrong}, REMOTE_ADDR="192.0.2.7")
        assert answer.status_code == 404


def test_what_waits_and_what_was_given_up_is_counted(visit, db):
    client = visit(None)
    before = numbers(client)
    job = raise_always.enqueue()
    Job.objects.filter(pk=job.id).update(run_at=clock.now() - timedelta(seconds=90))
    EventRecord.objects.create(name="x", payload={}, at=clock.now() - timedelta(seconds=50))
    now = numbers(client)
    assert now["goodword_jobs_waiting"] == before["goodword_jobs_waiting"] + 1
    assert 90 <= now["goodword_jobs_oldest_seconds"] < 120
    assert 50 <= now["goodword_events_oldest_seconds"] < 80
    for _ in range(jobs.MAX_ATTEMPTS):
        Job.objects.filter(pk=job.id).update(run_at=clock.now())
        jobs.work_once()
    now = numbers(client)
    assert now["goodword_jobs_dead"] == 1
    assert now["goodword_database_up"] == 1
    failed = 'goodword_jobs_total{outcome="failed"}'
    assert now[failed] >= before.get(failed, 0) + jobs.MAX_ATTEMPTS


def test_requests_are_counted_by_their_door_and_status(visit, db):
    client = visit(None)
    pages, missing = (
        f'goodword_requests_total{{door="page",status="{status}"}}' for status in ("2xx", "4xx")
    )
    before = numbers(client)
    client.get("/questions")
    client.get("/no-such-page")
    now = numbers(client)
    assert now[pages] == before.get(pages, 0) + 1
    assert now[missing] == before.get(missing, 0) + 1
    assert 'goodword_request_seconds_count{door="page"}' in now


@pytest.mark.parametrize("hidden", ["staff"])
def test_no_number_tells_what_is_hidden(cast, visit, hidden):
    client = visit(None)
    numbers(client)
    before = {name for name in numbers(client) if "seconds" not in name}
    open_topic("question", title="Only for us", body="Hidden.", audience=hidden, by=cast.maya)
    now = numbers(client)
    assert {name for name in now if "seconds" not in name} == before
    assert not [name for name in now if "topic" in name or "repl" in name or "person" in name]
