"""Does the ledger still say what was drawn? Draws again and names whoever would have come out otherwise."""

import hashlib
import json
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorlift.draws import rules
from mentorlift.draws.models import Draw
from mentorlift.programmes.models import WishRemoval
from mentorlift.programmes.queries import check_code, frozen_rows, list_as_it_lies
from mentorlift.science.lottery.tickets import digest
from mentorlift.science.lottery.verification import verify

KEPT_SECONDS = 24 * 3600


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
    """Checks the chain from the fixed list to every assignment in the database, on any change through any door.

    List, ledger and assignments are read every time; while not a letter of them differs, the last verdict stands.
    """
    found = list(draw.assignments.order_by("code").values_list("code", "arm"))
    key = f"draws.verdict.{_fingerprint(draw, found)}"
    verdict: Verdict | None = cache.get(key)
    if verdict is None:
        verdict = verify_anew(draw, found)
        cache.set(key, verdict, timeout=KEPT_SECONDS)
    return verdict


def verify_anew(draw: Draw, found: list[tuple[str, str]] | None = None) -> Verdict:
    """The same, drawn again whatever was kept. `found`: code and arm of every assignment where they were just read."""
    # read anew, so that what is kept belongs to what was just read
    present = Draw.objects.select_related("preparation", "cohort").get(pk=draw.pk)
    if found is None:
        found = list(present.assignments.order_by("code").values_list("code", "arm"))
    return _drawn_again(present, frozen_rows(present.cohort), dict(found))


# As the database holds them: to take lists of thousands apart costs more than to read them.
LEDGER = (
    *("roster_hash", "record", "record_hash", "seed"),
    *("cohort__roster_hash", "cohort__roster_salt", "cohort__frozen_at"),
    *("preparation__salt", "preparation__list_hash"),
    Cast("preparation__numbers", TextField()),
    Cast("preparation__public_list", TextField()),
)


def _fingerprint(draw: Draw, found: list[tuple[str, str]]) -> str:
    """Over everything a verdict depends on, and the language of its sentences."""
    ledger = Draw.objects.values_list(*LEDGER).get(pk=draw.pk)
    settled = [hashlib.blake2b(str(value).encode()).hexdigest() for value in ledger]
    # written so that no letter can pass from one value into the next
    text = json.dumps([get_language(), settled, *zip(*found, strict=True), *list_as_it_lies(draw.cohort)])
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


def _faults_of_list(draw: Draw, rows: list[dict[str, str]]) -> list[str]:
    """Does the published list follow from the fixed one? Where its answers went because their time was over, the last
    check with them stands for this part; everything from the published list on is always looked at."""
    prepared, cohort = draw.preparation, draw.cohort
    if WishRemoval.objects.filter(cohort=cohort).exists():
        same = draw.roster_hash == cohort.roster_hash
        return [] if same else [_("The list of the intake is not the one that was fixed.")]
    faults = []
    if not draw.roster_hash == cohort.roster_hash == check_code(cohort, rows):
        faults.append(_("The list of the intake is not the one that was fixed."))
    if rules.public_list(rows, salt=prepared.salt, numbers=prepared.numbers).rows != prepared.public_list:
        faults.append(_("The published list does not follow from the list of the intake."))
    return faults


def _drawn_again(draw: Draw, rows: list[dict[str, str]], found: dict[str, str]) -> Verdict:
    prepared, faults = draw.preparation, _faults_of_list(draw, rows)
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
    places = {m.person_id: (m.drawn, m.found) for m in verdict.moved}
    places |= {code: (arm, found.get(code, "")) for code, arm in again.items() if found.get(code, "") != arm}
    places |= {code: ("", arm) for code, arm in found.items() if again and code not in again}
    moved = tuple(Difference(code, *arms) for code, arms in sorted(places.items()))
    return Verdict(people=len(prepared.public_list), faults=tuple(faults), moved=moved)
