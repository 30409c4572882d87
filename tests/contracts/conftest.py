"""What contracts need a whole organisation or a whole programme for: the demo, loaded once a module, then undone.

The module carries the mark `django_db`: what one of its tests changes is undone before the next.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from mentorlift.programmes.models import Programme


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    from mentorlift.demo.load import load
    from mentorlift.jobs.work import drain

    with django_db_blocker.unblock(), transaction.atomic():
        load(today=timezone.localdate(), say=lambda text: None)
        drain(limit=100_000)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def programme(transactional_db: None, settings: Any, tmp_path: Path) -> "Programme":
    """A small programme of the past, drawn and measured, without an answer yet."""
    from tests.contracts.small_answer import drawn_programme

    settings.DATA_DIR = tmp_path
    return drawn_programme(tmp_path)
