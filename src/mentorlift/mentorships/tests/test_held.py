"""The numbered cases of docs/rules/held.md, and properties that hold for any words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.mentorships.rules.held import Held, Word, dispute_closes_at, held

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # the week has no holiday
CLOSED = {date(2026, 3, 4)}


def is_working_day(day):
    return day.weekday() < 5


def state(*words, after_days=30):
    now = TUESDAY + timedelta(days=after_days)
    return held(words, now=now, is_working_day=is_working_day, zone=BERLIN)


def word(side, took_place, days=0):
    return Word(side == "mentor", took_place, TUESDAY + timedelta(days=days))


CASES = [
    (1, [], 30, Held.NOBODY),
    (2, [word("protege", True), word("mentor", True, 1)], 1, Held.BOTH),
    (3, [word("mentor", True)], 1, Held.WAITING),
    (4, [word("mentor", True)], 4, Held.ONE),
    (5, [word("protege", True), word("mentor", False, 2)], 30, Held.DISPUTED),
    (6, [word("protege", True), word("mentor", False, 9)], 30, Held.ONE),
    (7, [word("protege", False), word("mentor", False, 1)], 1, Held.NOT_HELD),
    (8, [word("protege", False)], 1, Held.WAITING),
    (9, [word("protege", False)], 30, Held.NOT_HELD),
    (10, [word("protege", True), word("protege", False, 1)], 30, Held.NOT_HELD),
    (11, [word("protege", True), word("mentor", True, 20)], 30, Held.BOTH),
]


@pytest.mark.parametrize(("case", "words", "after_days", "expected"), CASES, ids=[str(case[0]) for case in CASES])
def test_the_numbered_cases(case, words, after_days, expected):
    assert state(*words, after_days=after_days) == expected


def test_three_working_days_skip_the_weekend_and_end_at_local_midnight():
    friday = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
    closes = dispute_closes_at(friday, is_working_day=is_working_day, zone=BERLIN)
    assert closes == datetime(2026, 3, 12, 0, 0, tzinfo=BERLIN)  # Monday, Tuesday, Wednesday have passed


def test_a_closed_day_of_the_programme_is_no_working_day():
    open_days = dispute_closes_at(TUESDAY, is_working_day=is_working_day, zone=BERLIN)
    closed = dispute_closes_at(
        TUESDAY, is_working_day=lambda day: is_working_day(day) and day not in CLOSED, zone=BERLIN
    )
    assert open_days == datetime(2026, 3, 7, 0, 0, tzinfo=BERLIN)
    assert closed == datetime(2026, 3, 10, 0, 0, tzinfo=BERLIN)


def test_a_word_said_just_before_midnight_belongs_to_its_local_day():
    late_in_berlin = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # already Tuesday there
    closes = dispute_closes_at(late_in_berlin, is_working_day=is_working_day, zone=BERLIN)
    assert closes == datetime(2026, 3, 7, 0, 0, tzinfo=BERLIN)


any_words = st.lists(
    st.builds(
        Word,
        by_mentor=st.booleans(),
        took_place=st.booleans(),
        said_at=st.integers(0, 40 * 24).map(lambda hours: TUESDAY + timedelta(hours=hours)),
    ),
    max_size=6,
)


@given(any_words)
def test_the_two_sides_are_treated_alike(words):
    mirrored = [Word(not word.by_mentor, word.took_place, word.said_at) for word in words]
    ties = len({word.said_at for word in words}) < len(words)
    assert ties or state(*words, after_days=90) == state(*mirrored, after_days=90)


@given(any_words)
def test_it_takes_at_least_one_yes_to_have_taken_place(words):
    assert not state(*words, after_days=90).took_place or any(word.took_place for word in words)


@given(any_words, st.integers(1, 60))
def test_what_has_been_decided_stays_when_nobody_says_more(words, later):
    first = state(*words, after_days=41 + 8)
    assert first is not Held.WAITING
    assert state(*words, after_days=41 + 8 + later) == first


@given(st.booleans(), st.integers(0, 60))
def test_one_word_is_never_unknown_after_the_three_days(took_place, extra_days):
    closes = dispute_closes_at(TUESDAY, is_working_day=is_working_day, zone=BERLIN)
    found = held(
        [Word(True, took_place, TUESDAY)],
        now=closes + timedelta(days=extra_days),
        is_working_day=is_working_day,
        zone=BERLIN,
    )
    assert found == (Held.ONE if took_place else Held.NOT_HELD)
