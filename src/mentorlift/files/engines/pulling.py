"""The second pass: sums over each person's days with weights that the first one gave."""

import hashlib
from collections.abc import Sequence

import numpy as np

from mentorlift.files.engines import sql
from mentorlift.files.engines.engine import Engine
from mentorlift.files.engines.filling import centres_of_expected
from mentorlift.files.engines.sql import Source
from mentorlift.files.engines.statistics import Group
from mentorlift.files.passing import Passing
from mentorlift.science.effects.data import Floats, Ints
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.summed import NEEDS_ROWS, Pull

AT_ONCE = 60  # sums in one statement: far below the number of columns that any engine allows


class Pulls:
    """Notes the sums that the questions want, fetches them all in as few scans as may be, and then gives them."""

    def __init__(self) -> None:
        self.wanted: dict[bytes, Pull] = {}
        self.found: dict[bytes, Floats] = {}
        self.asking = True

    def of(self, pull: Pull, people: Ints) -> Floats:
        """The sum of each of `people` (places in the roster); zeros as long as it is only noted."""
        key = _key(pull)
        if self.asking:
            self.wanted[key] = pull
            return np.zeros(len(people))
        if key not in self.found:
            raise NotEstimable(NEEDS_ROWS)
        return self.found[key][people]

    def fetch(self, engine: Engine, source: Source, group: Group, *, passed: Passing, zero_fill: bool) -> None:
        for k, metric in enumerate(source.metrics):
            here = {key: pull for key, pull in self.wanted.items() if pull.outcome == metric}
            for start in range(0, len(here), AT_ONCE):
                keys, pulls = list(here)[start : start + AT_ONCE], list(here.values())[start : start + AT_ONCE]
                sums = _fetched(engine, source, group, pulls, metric=k, zero_fill=zero_fill)
                if zero_fill:
                    sums -= centres_of_expected(passed, group, pulls)
                self.found |= dict(zip(keys, sums.T, strict=True))
        self.asking = False


def _fetched(
    engine: Engine, source: Source, group: Group, pulls: Sequence[Pull], *, metric: int, zero_fill: bool
) -> Floats:
    """(people, pulls) as the rows give them."""
    days = np.arange(min(pull.span[0] for pull in pulls), max(pull.span[1] for pull in pulls))
    weights = np.zeros((len(pulls), 2, group.cells, len(days)))
    for j, pull in enumerate(pulls):
        at = slice(pull.span[0] - days[0], pull.span[1] - days[0])
        weights[j, 0, :, at], weights[j, 1, :, at] = pull.weight, pull.weight * pull.centre
    cell, day = np.nonzero((weights[:, 0] != 0).any(axis=0))
    columns = {"cell": cell, "day": days[day]}
    for j in range(len(pulls)):
        columns |= {f"w{j}": weights[j, 0, cell, day], f"b{j}": weights[j, 1, cell, day]}
    engine.upload(sql.PULLS, columns)
    answer = engine.ask(sql.pulled(source, metric, len(pulls), zero_fill=zero_fill))
    out = np.zeros((len(group.cell), len(pulls)))
    for j in range(len(pulls)):
        out[answer["place"].astype(np.int64), j] = answer[f"p{j}"]
    return out


def _key(pull: Pull) -> bytes:
    told = hashlib.sha256(repr((pull.outcome, pull.span)).encode())
    told.update(pull.weight.tobytes())
    told.update(pull.centre.tobytes())
    return told.digest()
