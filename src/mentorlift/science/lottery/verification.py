"""Draw again from the record and the roster, and name everybody who would have come out otherwise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mentorlift.science.lottery.design import Draw, Row, UnableToDraw
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import assignments_of, design_of, drawn_part, rerandomised
from mentorlift.science.lottery.seed import commitment, roster_hash, seed
from mentorlift.science.lottery.tickets import digest


@dataclass(frozen=True, slots=True)
class Moved:
    """A person whose arm is not the drawn one; `found_in` says where the other arm stands."""

    person_id: str
    drawn: str
    found: str
    found_in: str

    def __str__(self) -> str:
        return (
            f"{self.person_id}: the draw gives {self.drawn or 'no arm'}, {self.found_in} says {self.found or 'no arm'}"
        )


@dataclass(frozen=True, kw_only=True)
class Verification:
    """`faults`: what is wrong with list, seed or record as a whole. `moved`: whose arm differs."""

    faults: tuple[str, ...]
    moved: tuple[Moved, ...]
    again: Draw | None

    @property
    def verifies(self) -> bool:
        return not self.faults and not self.moved


def arms_digest(roster: Sequence[Row]) -> str:
    """Digest of the `arm` column by person, "" where nobody has an arm."""
    arms = sorted(f"{row['person_id']}\x1f{row['arm']}" for row in roster if row.get("arm"))
    return digest(*arms) if arms else ""


def verify(record: Mapping[str, Any], roster: Sequence[Row]) -> Verification:
    """Compare the record with a fresh draw, and the roster's `arm` column (where it has one) with it too."""
    try:
        design = design_of(record)
    except UnableToDraw as why:
        return Verification(faults=why.faults, moved=(), again=None)
    faults = [*_seed_faults(record)]
    written, written_faults = _written(record)
    faults += written_faults
    found = roster_hash(roster, design.columns)
    the_list = found == record.get("roster_hash")
    if not the_list:
        faults.append(
            "the list is not the one that was drawn: its check code is "
            f"{found[:12]}..., the draw's {str(record.get('roster_hash'))[:12]}..."
        )
    if not written_faults:
        faults += _people_faults(written, roster)
    try:
        again = draw(roster, design)
    except UnableToDraw as why:
        return Verification(faults=(*faults, *why.faults), moved=(), again=None)
    moved = [
        Moved(person, arm, written[person], "the draw file")
        for person, arm in again.arms().items()
        if person in written and written[person] != arm
    ]
    before = record.get("arms_before", "")
    if not before or arms_digest(roster) != before:
        moved += _moved_in_roster(again, roster)
        faults += _other_branches(again, roster)
    if the_list and not faults and not moved:
        faults += _record_faults(record, again, roster)
    return Verification(faults=tuple(faults), moved=tuple(moved), again=again)


def _moved_in_roster(again: Draw, roster: Sequence[Row]) -> list[Moved]:
    arms = {row["person_id"]: row["arm"] for row in roster if "arm" in row}
    if not any(arms.values()):
        return []
    return [
        Moved(person, arm, arms.get(person, ""), "the roster")
        for person, arm in again.arms().items()
        if arms.get(person, "") != arm
    ]


def _other_branches(again: Draw, roster: Sequence[Row]) -> list[str]:
    """Whoever stands in another branch than the drawn one, where the branches were drawn and the roster names them."""
    found = {row["person_id"]: row["branch"] for row in roster if row.get("branch")}
    if not again.design.branches:
        return []
    return [
        f"{a.person_id}: the draw gives the branch {a.branch}, the roster says {found[a.person_id]}"
        for a in again.assignments
        if found.get(a.person_id, a.branch) != a.branch
    ]


def _written(record: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    try:
        pairs = [(str(a["person_id"]), str(a["arm"])) for a in record["assignments"]]
    except (KeyError, TypeError) as error:
        return {}, [f"the draw file is damaged: {error!r}"]
    twice = sorted(person for person, times in Counter(person for person, _ in pairs).items() if times > 1)
    return dict(pairs), [f"{person} is in the draw file more than once" for person in twice]


def _record_faults(record: Mapping[str, Any], again: Draw, roster: Sequence[Row]) -> list[str]:
    """What else the file says of the draw and the fresh draw does not: strata, chances, the reserve list."""
    fresh = {**drawn_part(again), "assignments": assignments_of(again)}
    if again.design.rerandomise:
        fresh["rerandomised"] = rerandomised(again.design, roster)
    faults = []
    for name, value in fresh.items():
        found = record.get(name)
        if name == "assignments" and isinstance(found, list):
            found = sorted(found, key=lambda entry: str(entry["person_id"]))
            wrong = [a["person_id"] for a, b in zip(value, found, strict=True) if a != b]
            faults += [f"{person}: stratum, branch or unit in the draw file is not the drawn one" for person in wrong]
        elif found != value:
            faults.append(f"{name} in the draw file is not what the draw gives")
    return faults


def _people_faults(written: Mapping[str, str], roster: Sequence[Row]) -> list[str]:
    here = {row.get("person_id", "") for row in roster}
    gone = [f"{person} was drawn but is not in the list" for person in sorted(set(written) - here)]
    new = [f"{person} is in the list but was not drawn" for person in sorted(here - set(written))]
    return gone + new


def _seed_faults(record: Mapping[str, Any]) -> list[str]:
    faults = []
    if record.get("seed_hash") != digest(str(record.get("seed"))):
        faults.append("the seed does not have the check code that the draw file gives for it")
    origin = record.get("origin") or {}
    if not origin:
        return faults
    if not isinstance(origin, Mapping):
        return [*faults, "the draw file is damaged: origin says nothing of secret and public value"]
    secret, public = str(origin.get("secret")), str(origin.get("public_value"))
    if commitment(secret) != origin.get("commitment"):
        faults.append("the secret is not the one that was committed to before the draw")
    if seed(secret=secret, roster=str(record.get("roster_hash")), public_value=public) != record.get("seed"):
        faults.append("the seed does not follow from secret, list and public value")
    return faults
