"""Reads of the ledger. Rooms above ask here who was drawn for what."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from mentorlift.accounts.actors import Actor
from mentorlift.draws import rules
from mentorlift.draws.models import Assignment, Draw, Preparation
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Branch, Cohort, Outside, Programme, RosterEntry
from mentorlift.programmes.queries import frozen_rows

# Each of these columns holds a line for everybody drawn. They are read where they are asked for.
LISTS = ("public_list", "group_names")
LISTS_OF_A_DRAW = ("record", "balance", *(f"preparation__{name}" for name in LISTS))


def draw_of(cohort: Cohort) -> Draw | None:
    """The draw of a cohort, None before it."""
    return Draw.objects.select_related("preparation").defer(*LISTS_OF_A_DRAW).filter(cohort=cohort).first()


def preparation_of(cohort: Cohort) -> Preparation | None:
    return Preparation.objects.defer(*LISTS).filter(cohort=cohort).first()


def public_preparation(preparation_id: UUID) -> Preparation | None:
    """A settled draw for anybody who has its link: codes and groups, never who somebody is."""
    found = Preparation.objects.select_related("cohort__programme", "draw")
    found = found.defer(*LISTS, "draw__record", "draw__balance")
    return found.filter(id=preparation_id).first()


def public_list(prepared: Preparation) -> str:
    """The list that is drawn as CSV, as `mentorlift verify-draw` reads it; "" once it was removed."""
    if not prepared.public_list:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["person_id", "branch", "stratum"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(prepared.public_list)
    return text.getvalue()


def draws_of(programme: Programme) -> QuerySet[Draw]:
    """All draws of a programme, in the order of the first days."""
    found = Draw.objects.select_related("cohort", "preparation").defer(*LISTS_OF_A_DRAW)
    found = found.filter(cohort__programme=programme)
    return found.order_by("cohort__starts_on", "cohort__name")


def assignments(cohort: Cohort) -> QuerySet[Assignment]:
    """Everybody drawn in a cohort. `arm` is rules.MENTORED or rules.LATER."""
    return Assignment.objects.filter(draw__cohort=cohort)


def arms(cohort: Cohort) -> dict[UUID, str]:
    """person id -> arm of everybody drawn in a cohort."""
    return dict(assignments(cohort).values_list("person_id", "arm"))


def programme_record(programme: Programme) -> dict[str, Any]:
    """All draws of a programme as one record under the people's random ids, for analysis and its redraws.

    Groups carry the cohort's id, so that nobody is compared across draws. For inside use: it lists no wishes, but
    whoever is in it and in the voluntary branch said yes.
    """
    rows = Assignment.objects.filter(draw__cohort__programme=programme).select_related("draw")
    return {
        "format": "mentorlift-draws-1",
        "draws": [{"cohort": str(d.cohort_id), "record_hash": d.record_hash} for d in draws_of(programme)],
        "assignments": sorted(
            (
                {
                    "person_id": str(a.person_id),
                    "arm": a.arm,
                    "branch": a.branch,
                    "stratum": f"{a.draw.cohort_id}/{a.branch}/{a.stratum}",
                    "unit": str(a.person_id),
                }
                for a in rows
            ),
            key=lambda a: a["person_id"],
        ),
    }


def balance_rows(cohort: Cohort, codes: Mapping[str, str]) -> list[dict[str, str]]:
    """Characteristics known before the draw, one row a code: site, class, team, days since hire, working share."""
    listed = {row["person_id"]: row for row in frozen_rows(cohort)}
    known = {str(f.person_id): f for f in facts_on(cohort.starts_on, person_ids=[UUID(p) for p in codes])}
    rows = []
    for person, code in codes.items():
        facts, row = known.get(person), listed[person]
        rows.append(
            {
                "person_id": code,
                "site": row["site"],
                "training class": row["training_class"],
                "team": facts.team if facts else "",
                "days since hire": str((cohort.starts_on - facts.hired_on).days) if facts else "0",
                "working share": str(facts.working_share) if facts else "1.0",
            }
        )
    return rows


KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Group:
    """People drawn together: how many now, how many later.

    `name` is empty for those who said yes: they stand in one line, of `drawn_in` groups, since their numbers by site
    would tell how many said yes there.
    """

    branch: str
    name: str
    people: int
    mentored: int
    later: int
    drawn_in: int = 1


def groups(draw: Draw) -> list[Group]:
    """The groups of a draw with the sites and classes they join; kept while record and names are the same letters."""
    columns = "record", Cast("preparation__group_names", TextField())
    record, names = Draw.objects.values_list(*columns).get(pk=draw.pk)
    letters = f"{len(record)} {record}{names}".encode()
    key = f"draws.groups.{hashlib.blake2b(letters, digest_size=32).hexdigest()}"
    found: list[Group] | None = cache.get(key)
    if found is None:
        found = _groups(json.loads(record)["strata"], json.loads(names))
        cache.set(key, found, timeout=KEPT_SECONDS)
    return found


def _without_blanks(name: str) -> str:
    """ "Hamburg" for "Hamburg / ", where nobody has a training class."""
    return " + ".join(part.rstrip(" /") for part in name.split(" + "))


def _groups(strata: list[dict[str, Any]], names: dict[str, dict[str, str]]) -> list[Group]:
    found = []
    for s in strata:
        name = _without_blanks(names[s["lottery"]][s["name"]])
        counts = (s["units"], s["counts"].get(rules.MENTORED, 0), s["counts"].get(rules.LATER, 0))
        found.append(Group(s["lottery"], name, *counts))
    asked = [group for group in found if group.branch == Branch.VOLUNTARY]
    if not asked:
        return found
    together = Group(
        branch=Branch.VOLUNTARY,
        name="",
        people=sum(group.people for group in asked),
        mentored=sum(group.mentored for group in asked),
        later=sum(group.later for group in asked),
        drawn_in=len(asked),
    )
    return [*(group for group in found if group not in asked), together]


@dataclass(frozen=True, slots=True)
class Own:
    """Where one person stands in the draw of their intake. `state`: "open" (list not fixed), "fixed", "prepared",
    "not_in_it" (was asked and did not say yes), "mentored", "later"."""

    state: str
    entry: RosterEntry
    preparation: Preparation | None
    draw: Draw | None
    assignment: Assignment | None
    code: str


def own(actor: Actor, programme: Programme) -> Own | None:
    """The own draw of whoever is on a list of the programme; None for everybody else."""
    if actor.person_id is None:
        return None
    entry = (
        RosterEntry.objects.select_related("cohort__programme")
        .filter(programme=programme, person_id=actor.person_id)
        .first()
    )
    if entry is None:
        return None
    prepared, drawn = preparation_of(entry.cohort), draw_of(entry.cohort)
    found = Assignment.objects.filter(draw=drawn, person_id=actor.person_id).first() if drawn else None
    code = rules.code_of(str(actor.person_id), salt=prepared.salt) if prepared else ""
    listed = bool(prepared) and any(row["person_id"] == code for row in prepared.public_list) if prepared else False
    return Own(
        state=_state(entry, prepared, drawn, found, listed=listed),
        entry=entry,
        preparation=prepared,
        draw=drawn,
        assignment=found,
        code=code if listed else "",
    )


def _state(
    entry: RosterEntry,
    prepared: Preparation | None,
    drawn: Draw | None,
    found: Assignment | None,
    *,
    listed: bool,
) -> str:
    if found is not None:
        return found.arm
    if prepared is not None and not listed:
        return "not_in_it"
    if prepared is not None and drawn is None:
        return "prepared"
    return "fixed" if entry.cohort.frozen_at else "open"


@dataclass(frozen=True, slots=True)
class Odds:
    """How many people a draw is over and how many places there are at first."""

    people: int
    places: int


def odds(own: Own) -> Odds | None:
    """From the draw, or from what was settled before it; None while neither is there."""
    if own.draw is not None:
        rows = Assignment.objects.filter(draw=own.draw)
        return Odds(people=rows.count(), places=rows.filter(arm=rules.MENTORED).count())
    if own.preparation is not None:
        numbers = own.preparation.numbers.values()
        places = sum(arms.get(rules.MENTORED, 0) for arms in numbers)
        return Odds(people=sum(sum(arms.values()) for arms in numbers), places=places)
    return None


def own_outside(actor: Actor, programme: Programme) -> Outside | None:
    """Why the actor was left out of the draw of a programme; None for everybody else."""
    if actor.person_id is None:
        return None
    found = Outside.objects.select_related("cohort").filter(cohort__programme=programme, person_id=actor.person_id)
    return found.order_by("-at").first()
