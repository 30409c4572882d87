"""The one pass against a plain loop over rows, however the rows are ordered and cut into batches."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.files.passing import FAR, REASONS, Passing
from mentorlift.files.roster import Roster

PEOPLE, DAYS, LAST = 4, (-2, 5), 9


def roster() -> Roster:
    started = np.array([3.0, 4.0, 5.0, 3.0])
    return Roster(
        file="roster.csv",
        columns=("person_id",),
        rows=[2, 3, 4, 5],
        person_ids=["a", "b", "c", "d"],
        arm=["mentored", "later", "later", "ignored"],
        branch=[""] * PEOPLE,
        wish=[-1] * PEOPLE,
        dose=np.zeros(PEOPLE),
        started=started,
        served=np.full(PEOPLE, np.inf),
        crossed=np.full(PEOPLE, np.inf),
        exited=np.array([np.inf, 7.0, np.inf, np.inf]),
        hired=np.array([-np.inf, -np.inf, 4.0, -np.inf]),
        text={},
    )


def passed(rows: list[tuple[int, int]], cuts: list[int]) -> Passing:
    new = Passing(
        roster=roster(),
        counted=np.array([True, True, True, False]),
        days=DAYS,
        times=(0, 12),
        last=LAST,
        values={"revenue": np.full((PEOPLE, DAYS[1] - DAYS[0]), np.nan)},
        away=None,
    )
    edges = [0, *sorted(cut % (len(rows) + 1) for cut in cuts), len(rows)]
    for start, stop in pairwise(edges):
        part = np.array(rows[start:stop], dtype=np.int64).reshape(-1, 2)
        new.add(part[:, 0], part[:, 1], [worth(part[:, 0], part[:, 1])])
    return new


def worth(at: np.ndarray, time: np.ndarray) -> np.ndarray:
    return 100.0 * at + time


def reason(at: int, time: int, people: Roster) -> str:
    if at < 0:
        return REASONS[0]
    if people.arm[at] == "ignored":
        return REASONS[1]
    if time < people.hired[at]:
        return REASONS[3]
    if time >= people.exited[at]:
        return REASONS[4]
    return REASONS[5] if time > LAST else ""


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(-1, PEOPLE - 1), st.integers(0, 12)), max_size=40),
    st.lists(st.integers(0, 40), max_size=4),
    st.booleans(),
)
def test_any_order_and_any_batches_come_to_what_a_loop_finds(rows, cuts, in_order):
    rows = sorted(set(rows)) if in_order else rows
    found, people = passed(rows, cuts), roster()
    values = np.full((PEOPLE, DAYS[1] - DAYS[0]), np.nan)
    dropped = dict.fromkeys(REASONS, 0)
    for at, time in rows:
        why, day = reason(at, time, people), time - int(people.started[at]) - DAYS[0]
        if why:
            dropped[why] += 1
        elif 0 <= day < values.shape[1]:
            values[at, day] = worth(at, time)
    np.testing.assert_array_equal(found.values["revenue"], values)
    assert dict(zip(REASONS, found.dropped, strict=True)) == dropped
    first = [min((time for at, time in rows if at == person), default=FAR) for person in range(PEOPLE)]
    assert found.first_row.tolist() == first
    assert set(np.flatnonzero(found.working)) == {time for at, time in rows if at >= 0}


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(-1, PEOPLE - 1), st.integers(0, 12)), max_size=40),
    st.lists(st.integers(0, 40), max_size=4),
)
def test_nobody_who_stands_twice_at_one_time_passes_for_straight(rows, cuts):
    found = passed(rows, cuts)
    for person in range(PEOPLE):
        times = [time for at, time in rows if at == person]
        if len(set(times)) < len(times):
            assert not found.straight[person]


def test_days_in_order_are_straight_even_where_a_batch_ends_among_them():
    rows = [(at, time) for at in range(PEOPLE) for time in range(10)]
    assert passed(rows, [5, 17, 33]).straight.all()
