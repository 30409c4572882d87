"""Answers whose time is over go; the draw that was held with them still verifies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mentorlift.draws.models import Check
from mentorlift.draws.tests.conftest import NOW, draw_now, without_triggers
from mentorlift.draws.verification import verify_anew
from mentorlift.keeping.kinds import kind_of
from mentorlift.programmes.models import Closing, RosterEntry, Wish

WISHES = ["yes"] * 6 + ["no", "no", "no answer", "yes"]


@pytest.fixture
def over(build):
    """A drawn intake with ten answers, in a programme that was closed."""
    draw = draw_now(build(20, wishes=WISHES), mandatory=4, voluntary=3)
    Closing.objects.create(programme=draw.cohort.programme, at=NOW, by="u")
    return draw


def remove(*, before=NOW + timedelta(days=1)):
    return kind_of("wishes").remove(before, NOW + timedelta(days=1100))


def test_they_go_after_a_last_check_and_the_draw_still_verifies(over):
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.all().delete()
    assert kind_of("wishes").oldest() == NOW
    assert remove(before=NOW) == 0
    assert remove() == 10
    assert not Wish.objects.exists()
    check = Check.objects.get(draw=over)
    assert check.verifies and check.by == "job:keeping.sweep", "drawn once more with the answers that went"
    assert verify_anew(over).verifies
    assert remove() == 0


def test_nothing_goes_while_the_programme_goes_on(build):
    draw_now(build(20, wishes=WISHES), mandatory=4, voluntary=3)
    assert kind_of("wishes").oldest() is None
    assert remove() == 0


def test_a_changed_draw_is_found_out_afterwards_too(over):
    remove()
    without_triggers("draws_assignment", "UPDATE draws_assignment SET arm = 'later' WHERE arm = 'mentored'")
    assert not verify_anew(over).verifies


def test_the_list_itself_stays_fixed(over):
    remove()
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.filter(cohort=over.cohort).delete()


def test_answers_deleted_in_any_other_way_are_found_out(over):
    without_triggers("programmes_wish", "DELETE FROM programmes_wish")
    assert not verify_anew(over).verifies
