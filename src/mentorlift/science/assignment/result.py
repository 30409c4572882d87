"""What a matching is: the pairs, everyone left without, the proof."""

from dataclasses import dataclass

from mentorlift.science.assignment.certificate import Certificate
from mentorlift.science.assignment.criteria import Fact
from mentorlift.science.assignment.runners_up import RunnerUp
from mentorlift.science.assignment.unplaced import Unplaced


class Refused(ValueError):
    """Pins that cannot be kept; `faults` holds (place of the pin in the policy, sentence) for each."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(text for _, text in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair: scores in integer points, and the next best mentor for this protégé.

    `runner_up_less`: points the pair would score less with them (negative: more). `runner_up_cost`: points the whole
    set would lose, and `runner_up_unplaces`: pairs it would lose; None where not worked out (other modes, worst-off
    first, a set that is not proved the best), a bound where `runner_up_at_least`. `mentors_next` is the same for the
    mentor: the protégé they do not have who would score highest with them; None where nobody is.
    `probability`: how likely the pair was before the lot was drawn, 1 for a pinned one; None in modes without a lot and
    where it is not known exactly.
    """

    protege: str
    mentor: str
    score: int
    parts: tuple[Fact, ...]
    pinned: bool = False
    probability: float | None = None
    runner_up: str | None = None
    runner_up_less: int | None = None
    runner_up_cost: int | None = None
    runner_up_unplaces: int | None = None
    runner_up_at_least: bool = False
    mentors_next: RunnerUp | None = None


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Pairs in the order of the protégés' ids, everyone left without, and the proof."""

    pairs: tuple[Pair, ...]
    unplaced: tuple[Unplaced, ...]
    certificate: Certificate
