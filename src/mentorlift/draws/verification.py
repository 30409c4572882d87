"""Does the ledger still say what was drawn? Draws again and names whoever would have come out otherwise."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mentorlift.draws import rules
from mentorlift.draws.models import Draw
from mentorlift.programmes.queries import ROSTER_COLUMNS, frozen_rows
from mentorlift.science.lottery.seed import roster_hash
from mentorlift.science.lottery.tickets import digest
from mentorlift.science.lottery.verification import verify


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the list whose arm is not the drawn one."""

    code: str
    drawn: str
    found: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults`: sentences on list, seed or record; `moved`: lines that differ; `people`: how many were drawn again."""

    people: int
    faults: tuple[str, ...]
    moved: tuple[Difference, ...]

    @property
    def verifies(self) -> bool:
        return not self.faults and not self.moved


def verify_draw(draw: Draw) -> Verdict:
    """Checks the chain from the fixed list to every assignment in the database, on any change through any door."""
    prepared, faults = draw.preparation, []
    rows = frozen_rows(draw.cohort)
    if not draw.roster_hash == draw.cohort.roster_hash == roster_hash(rows, ROSTER_COLUMNS):
        faults.append(_("The list of the intake is not the one that was fixed."))
    if rules.public_list(rows, salt=prepared.salt, numbers=prepared.numbers).rows != prepared.public_list:
        faults.append(_("The published list does not follow from the list of the intake."))
    if digest(draw.record) != draw.record_hash:
        faults.append(_("The draw file was changed after the draw."))
    record = json.loads(draw.record)
    if (record["seed"], record["roster_hash"]) != (draw.seed, prepared.list_hash):
        faults.append(_("Seed or list of the draw file are not those of the ledger."))
    if record["by_branch"] != prepared.numbers:
        faults.append(_("The numbers of the draw file are not those that were settled before."))
    verdict = verify(record, prepared.public_list)
    faults += verdict.faults
    again = verdict.again.arms() if verdict.again else {}
    found = dict(draw.assignments.values_list("code", "arm"))
    places = {m.person_id: (m.drawn, m.found) for m in verdict.moved}
    places |= {code: (arm, found.get(code, "")) for code, arm in again.items() if found.get(code, "") != arm}
    places |= {code: ("", arm) for code, arm in found.items() if again and code not in again}
    moved = tuple(Difference(code, *arms) for code, arms in sorted(places.items()))
    return Verdict(people=len(prepared.public_list), faults=tuple(faults), moved=moved)
