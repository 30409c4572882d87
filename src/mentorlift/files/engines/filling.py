"""Working days without a row are zero: worked out from who was expected when, as the pass over a file does it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorlift.files.engines.statistics import Group, Statistics
from mentorlift.files.passing import Passing
from mentorlift.science.effects.data import Bools, Floats, Ints
from mentorlift.science.effects.plan import Span
from mentorlift.science.effects.summed import Pull


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How many rows should be there: `cells` (cells, tenure days); `people` by window (people,); `dates` (branches,
    times), whether somebody of the branch was expected."""

    cells: Ints
    people: dict[Span, Ints]
    dates: Bools


def expected_rows(passed: Passing, group: Group, windows: Sequence[Span]) -> Expected:
    """Looks at blocks of people; `passed` knows the working days and when somebody first had a row."""
    width = passed.days[1] - passed.days[0]
    cells = np.zeros((group.cells, width), dtype=np.int64)
    people = {window: np.zeros(len(group.cell), dtype=np.int64) for window in windows}
    starts, start = np.unique(passed.started, return_inverse=True)
    by_start = np.zeros((group.branches, len(starts), width), dtype=bool)
    for block, awaited in passed.expected():
        kept = group.cell[block] >= 0
        expected = awaited[kept]
        cell, codes = group.cell[block][kept], (group.branch[block] * len(starts) + start[block])[kept]
        for table, where in ((cells, cell), (by_start.reshape(-1, width), codes)):
            order = np.argsort(where, kind="stable")
            first = np.flatnonzero(np.diff(where[order], prepend=-1))
            if first.size:
                table[where[order][first]] += np.add.reduceat(expected[order], first, dtype=table.dtype)
        for (begin, end), counts in people.items():
            window = slice(begin - passed.days[0], end - passed.days[0])
            counts[np.arange(len(group.cell))[block][kept]] = expected[:, window].sum(axis=1)
    dates = np.zeros((group.branches, len(passed.working)), dtype=bool)
    for code, day in enumerate(starts):
        time = int(day) + passed.days[0] - passed.low + np.arange(width)
        inside = (time >= 0) & (time < len(passed.working))
        dates[:, time[inside]] |= by_start[:, code, inside]
    return Expected(cells=cells, people=people, dates=dates)


def due(passed: Passing, group: Group, dates: Bools) -> Ints:
    """(cells, tenure days): for how many people of the cell that day is a time at which their branch is at work."""
    width = passed.days[1] - passed.days[0]
    out = np.zeros((group.cells, width), dtype=np.int64)
    starts, start = np.unique(passed.started, return_inverse=True)
    kept = group.cell >= 0
    pairs, people = np.unique(group.cell[kept] * len(starts) + start[kept], return_counts=True)
    branch = np.zeros(group.cells, dtype=np.int64)
    branch[group.cell[kept]] = group.branch[kept]
    for code, day in enumerate(starts):
        here = pairs % len(starts) == code
        time = int(day) + passed.days[0] - passed.low + np.arange(width)
        inside = (time >= 0) & (time < dates.shape[1])
        cells = pairs[here] // len(starts)
        at_work = np.zeros((len(cells), width), dtype=np.int64)
        at_work[:, inside] = dates[branch[cells]][:, time[inside]]
        out[cells] += at_work * people[here][:, None]
    return out


def centres_of_expected(passed: Passing, group: Group, pulls: Sequence[Pull]) -> Floats:
    """(people, pulls): the sum of weight x centre over the days on which a row of the person was expected."""
    out = np.zeros((len(group.cell), len(pulls)))
    products = [pull.weight * pull.centre for pull in pulls]
    for block, expected in passed.expected():
        kept = group.cell[block] >= 0
        rows, cell = expected[kept], group.cell[block][kept]
        at = np.arange(len(group.cell))[block][kept]
        for j, (pull, product) in enumerate(zip(pulls, products, strict=True)):
            first = max(pull.span[0], passed.days[0])
            last = min(pull.span[1], passed.days[1])
            if first < last:
                days = rows[:, first - passed.days[0] : last - passed.days[0]]
                out[at, j] = (days * product[cell, first - pull.span[0] : last - pull.span[0]]).sum(axis=1)
    return out


def valued_dates(statistics: Statistics, metric: str, expected: Expected | None) -> Bools:
    """(branches, times): whether anybody of the branch has a value, be it a zero that was filled in."""
    valued = statistics.valued[metric][:-1] > 0
    return valued if expected is None else valued | expected.dates
