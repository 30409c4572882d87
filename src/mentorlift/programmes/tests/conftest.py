"""What the tests of this room share."""

import pytest
from django.utils import timezone

from mentorlift.programmes.tests.builders import NOW


@pytest.fixture
def at_the_time_of_the_builders(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
