"""The demo, loaded once for all modules here and undone at the end; each module finds it as it was loaded.

A module carries the mark `django_db`: what one of its tests changes is undone before the next.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    from mentorlift.demo.load import load
    from mentorlift.jobs.work import drain

    with django_db_blocker.unblock(), transaction.atomic():
        load(today=timezone.localdate(), say=lambda text: None)
        drain(limit=100_000)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(loaded: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
