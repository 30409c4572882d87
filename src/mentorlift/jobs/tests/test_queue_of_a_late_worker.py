"""A worker that was away clears the queue of what is over, and of nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mentorlift.jobs import registry, services

pytestmark = pytest.mark.django_db


@registry.job("test.waits")
def waits(run):
    return None


def test_what_waited_for_a_week_and_runs_now_keeps_its_place_in_the_queue():
    now = timezone.now()
    services.enqueue("test.waits", now=now)
    old, running = now - timedelta(days=9), DBTaskResult.objects.all()
    running.update(enqueued_at=old, status="RUNNING", started_at=now)
    services.prune(now=now)
    assert running.count() == 1
    running.update(started_at=old)  # by a worker that was killed
    services.prune(now=now)
    assert running.count() == 0
