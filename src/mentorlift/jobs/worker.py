"""The worker process: django-tasks brings the jobs, a second thread sees to it that none is forgotten."""

import threading
import time
from datetime import timedelta
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from mentorlift.jobs.services import prune, sweep

log = structlog.get_logger(__name__)
_PRUNE_EVERY = timedelta(hours=1)


class Worker(QueueWorker):
    """Takes tasks off the queue one by one; told to stop, it hands the job it holds back at once."""

    def run(self) -> None:
        """Until told to stop, or until nothing is left in a batch. Raises OperationalError in a batch alone."""
        while True:
            try:
                return super().run()
            except OperationalError as error:  # it could not even ask what waits: busy for long, or restarted
                if self.batch:
                    raise
                log.warning("jobs.queue_unread", reason=str(error))
                connection.close()
                time.sleep(settings.JOBS_SWEEP_SECONDS)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False
        self.reset_signals()
        raise SystemExit(0)  # rises through the job, whose transaction is undone and whose lease is given back


def work(*, interval: float = 0.5, until_idle: bool = False) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C); with `until_idle`, until nothing is due any more."""
    worker = Worker(
        queue_names=["default"],
        interval=interval,
        batch=until_idle,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    sweep(now=timezone.now())
    if not until_idle:
        threading.Thread(target=_keep_sweeping, daemon=True, name="job-sweep").start()
    worker.configure_signals()
    worker.run()


def _keep_sweeping() -> None:
    pruned_at = timezone.now() - _PRUNE_EVERY
    while True:
        close_old_connections()
        now = timezone.now()
        try:
            sweep(now=now)
            if now - pruned_at >= _PRUNE_EVERY:
                prune(now=now)
                pruned_at = now
        except DatabaseError as error:  # a restarting or busy database: try again at the next round
            log.warning("jobs.sweep_postponed", reason=str(error))
            connection.close()
        time.sleep(settings.JOBS_SWEEP_SECONDS)
