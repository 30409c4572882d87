"""A database too busy for a moment makes a job late by a moment."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mentorlift.jobs import registry, services, work, worker
from mentorlift.jobs.models import Job

pytestmark = pytest.mark.django_db


@registry.job("test.when_free")
def when_free(run):
    return {}


def test_a_job_that_could_not_be_claimed_is_handed_over_at_the_next_sweep(monkeypatch):
    now = timezone.now()
    job = services.enqueue("test.when_free", now=now)

    def locked(job_id, *, now):
        raise OperationalError("database is locked")

    with monkeypatch.context() as busy:
        busy.setattr(work, "_claim", locked)
        with pytest.raises(OperationalError):
            work.attempt(job.id)
    DBTaskResult.objects.all().delete()  # as a failed one it is not taken again
    services.sweep(now=now + timedelta(seconds=5))
    told = [task.args_kwargs["args"] for task in DBTaskResult.objects.all()]
    assert [str(job.id)] in told
    work.attempt(job.id)
    assert Job.objects.get(id=job.id).state == Job.DONE


def test_a_job_that_another_one_works_on_stays_told():
    job = services.enqueue("test.when_free", now=timezone.now())
    run = work._claim(job.id, now=timezone.now())
    told = Job.objects.get(id=job.id).dispatched_at
    work._untell(job.id, OperationalError("database is locked"))
    assert Job.objects.get(id=job.id).dispatched_at == told
    assert run.renew()


@pytest.mark.parametrize("until_idle", [False, True])
def test_a_worker_that_cannot_read_the_queue_asks_again_and_a_batch_says_so(monkeypatch, settings, until_idle):
    settings.JOBS_SWEEP_SECONDS = 0
    asked = []

    def locked_once(self):
        asked.append(self)
        if len(asked) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(worker.QueueWorker, "run", locked_once)
    monkeypatch.setattr(worker.Worker, "configure_signals", lambda self: None)
    monkeypatch.setattr(worker.threading, "Thread", lambda **_: SimpleNamespace(start=lambda: None))
    monkeypatch.setattr(worker.connection, "close", lambda: None)  # the test's own, in the middle of a transaction
    with pytest.raises(OperationalError) if until_idle else nullcontext():
        worker.work(until_idle=until_idle)
    assert len(asked) == (1 if until_idle else 2)
