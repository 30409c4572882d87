"""The house that most tests of this room start from."""

import pytest

from mentorlift.mentorships.tests.builders import House


@pytest.fixture
def house(db):
    return House()


@pytest.fixture
def pair(house):
    return house.pair()


@pytest.fixture
def session(pair):
    return pair.sessions.get(week=1)
