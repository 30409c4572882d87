"""Two drafts of one group beside each other: who moves."""

from dataclasses import dataclass

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.drafts import Somebody, people
from mentorlift.matching.rules import fit


@dataclass(frozen=True, slots=True)
class Move:
    """One protégé whose mentor differs between two drafts; None where there is none. Fits are 0 to 5 bars, each by
    its own draft's policy."""

    protege: Somebody
    before: Somebody | None
    after: Somebody | None
    fit_before: int
    fit_after: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What changed from one draft to another."""

    before: Draft
    after: Draft
    moves: list[Move]
    same: int

    @property
    def gained(self) -> int:
        return sum(move.before is None for move in self.moves)

    @property
    def lost(self) -> int:
        return sum(move.after is None for move in self.moves)


def compare(before: Draft, after: Draft) -> Comparison:
    """Who moves between two drafts of the same group."""
    first = {pair.protege_id: pair for pair in DraftPair.objects.filter(draft=before)}
    second = {pair.protege_id: pair for pair in DraftPair.objects.filter(draft=after)}
    changed = [
        person
        for person in first.keys() | second.keys()
        if (first[person].mentor_id if person in first else None)
        != (second[person].mentor_id if person in second else None)
    ]
    mentors = {pair.mentor_id for side in (first, second) for person, pair in side.items() if person in changed}
    known = people(after, mentors | set(changed))
    moves = [
        Move(
            known[person],
            known[first[person].mentor_id] if person in first else None,
            known[second[person].mentor_id] if person in second else None,
            bars(first.get(person)),
            bars(second.get(person)),
        )
        for person in changed
    ]
    return Comparison(
        before=before,
        after=after,
        moves=sorted(moves, key=lambda move: move.protege.name.casefold()),
        same=len(first.keys() & second.keys()) - sum(m.before is not None and m.after is not None for m in moves),
    )


def bars(pair: DraftPair | None) -> int:
    return 0 if pair is None else fit(pair.score, pair.best)
