"""What the tests of this room share."""

import pytest
from django.test import Client

from mentorlift.matching.tests.browsing import BACKEND
from mentorlift.matching.tests.builders import Town


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def petra(town):
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    return client
