"""Who is on a list, who could be, and the list in the form that is hashed and drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import Answer, Cohort, Outside, RosterEntry, Wish
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.science.lottery.seed import roster_hash

# What the roster hash covers, after person_id: everything a draw may depend on. A public value must come after it.
ROSTER_COLUMNS = ("branch", "site", "started_on", "training_class", "wish")


def eligible_people(eligibility: Eligibility, *, on: date) -> list[PersonFacts]:
    """Everybody employed on the day `on` whom `eligibility` admits, by name."""
    return [facts for facts in facts_on(on) if eligibility.admits(facts, on=on)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who would be on the list of a cohort on a day: `fresh` can be added, the others are accounted for."""

    fresh: tuple[PersonFacts, ...]
    elsewhere: int  # already on the list of another cohort of this programme
    outside: int


def candidates(cohort: Cohort, *, on: date) -> Candidates:
    """Eligible people who are on no list of the programme yet and not left out of this one."""
    eligible = eligible_people(Eligibility.from_json(cohort.programme.eligibility), on=on)
    listed = dict(RosterEntry.objects.filter(programme_id=cohort.programme_id).values_list("person_id", "cohort_id"))
    left_out = set(Outside.objects.filter(cohort=cohort).values_list("person_id", flat=True))
    return Candidates(
        fresh=tuple(p for p in eligible if p.person_id not in listed and p.person_id not in left_out),
        elsewhere=sum(listed.get(p.person_id, cohort.id) != cohort.id for p in eligible),
        outside=len(left_out),
    )


def wish_answers(cohort: Cohort) -> dict[UUID, str]:
    """person id -> "yes", "no" or "no answer". For the hash and the draw only: never shown beside a name."""
    return dict(Wish.objects.filter(cohort=cohort).values_list("person_id", "answer"))


def roster_rows(cohort: Cohort) -> list[dict[str, str]]:
    """The list as text, one row a person sorted by id: `person_id` and ROSTER_COLUMNS.

    `wish` is empty for those who were not asked, "no answer" for those who were and kept silent.
    """
    answers = wish_answers(cohort)
    entries = RosterEntry.objects.filter(cohort=cohort)
    columns = ("person_id", "branch", "site", "started_on", "training_class")
    rows = (
        {
            "person_id": str(person_id),
            "branch": branch,
            "site": site,
            "started_on": started_on.isoformat(),
            "training_class": training_class,
            "wish": answers.get(person_id, ""),
        }
        for person_id, branch, site, started_on, training_class in entries.values_list(*columns)
    )
    return sorted(rows, key=lambda row: row["person_id"])


def list_as_it_lies(cohort: Cohort) -> list[tuple[str, ...]]:
    """Every value that `roster_rows` reads, as columns of text in a fixed order of rows: to see cheaply whether a
    letter differs."""
    person = Cast("person_id", TextField())
    entries = RosterEntry.objects.filter(cohort=cohort).order_by("person_id")
    wishes = Wish.objects.filter(cohort=cohort).order_by("person_id", "pk")
    started = Cast("started_on", TextField())
    listed = entries.values_list(person, "branch", "site", started, "training_class")
    return [*zip(*listed, strict=True), *zip(*wishes.values_list(person, "answer"), strict=True)]


def check_code(cohort: Cohort, rows: Iterable[dict[str, str]]) -> str:
    """The hash of `rows` (see `roster_rows`) as the list of `cohort`, with its salt."""
    if cohort.roster_salt is None:
        return roster_hash(list(rows), ROSTER_COLUMNS)
    return roster_hash([{**row, "salt": cohort.roster_salt} for row in rows], (*ROSTER_COLUMNS, "salt"))


def frozen_rows(cohort: Cohort) -> list[dict[str, str]]:
    """`roster_rows` of a cohort whose list is fixed; ValueError before that."""
    if cohort.frozen_at is None:
        raise ValueError(f"the list of cohort {cohort.id} is not fixed yet")
    return roster_rows(cohort)


SPLIT_COLUMNS = ("site", "training_class")


def split_rows(cohort: Cohort) -> list[dict[str, str]]:
    """The people over whom the lot of the branches was drawn, those left out since included, with their branch.

    `person_id`, SPLIT_COLUMNS and `branch`, sorted by id: what `mentorlift draw` needs to repeat it.
    """
    columns = ("person_id", *SPLIT_COLUMNS, "branch")
    drawn = [
        *RosterEntry.objects.filter(cohort=cohort).exclude(branch="").values_list(*columns),
        *Outside.objects.filter(cohort=cohort).exclude(branch="").values_list(*columns),
    ]
    return sorted(
        (dict(zip(columns, map(str, values), strict=True)) for values in drawn), key=lambda row: row["person_id"]
    )


def drawn_people(rows: Iterable[dict[str, str]]) -> int:
    """How many of `rows` take part in the draw: everyone not asked, and those who said yes."""
    return sum(row["branch"] == "mandatory" or row["wish"] == Answer.YES for row in rows)
