"""Who is to be matched with whom: the people of an intake and the mentors with places, as the engine reads them."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from mentorlift.draws.models import Assignment
from mentorlift.draws.queries import assignments
from mentorlift.draws.rules import LATER, MENTORED
from mentorlift.files.said import said
from mentorlift.matching.models import Draft, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.begun_circles import members_of, with_begun
from mentorlift.matching.queries.obstacles import Obstacle, Unmatchable, obstacles_in
from mentorlift.matching.queries.parted import pairs_not_again
from mentorlift.matching.queries.said import OF_MENTORS, OF_PROTEGES, of_mentors, of_proteges, said_columns, spelling_of
from mentorlift.matching.queries.tenure import YEARS_HERE, years_here
from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.mentorships.queries.left import went_through
from mentorlift.people.models import Employment, Post
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import Cohort, MentorOffer, StepAside
from mentorlift.programmes.queries import MentorPlace, accepted_mentors, without_paused

if TYPE_CHECKING:
    from mentorlift.files.policy import PolicyFile
    from mentorlift.files.tables import Table
    from mentorlift.science.assignment.circle_rules import CircleRules
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool

FIXED = ("person_id", "team", "site", "role", "manager_id")


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Both sides as tables of text, ids being those of people, and who reports to whom in the whole organisation."""

    proteges: "Table"
    mentors: "Table"
    managers: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Over everybody in the pool with everything a score can depend on."""
        content = [[t.columns, [cells for _row, cells in t.rows]] for t in (self.proteges, self.mentors)]
        text = json.dumps([content, sorted(self.managers.items())], ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def first_day(cohort: Cohort, group: str) -> date | None:
    """When the people of a group start; None where they are not in this round."""
    return cohort.starts_on if group == Group.NOW else cohort.serves_on


def people_to_match(cohort: Cohort, group: str, *, on: date) -> list[PersonFacts]:
    """Those drawn into the group who work here on that day and have no mentor in this programme, with weeks left."""
    waiting = waiting_people(cohort, group, on=on).values_list("person_id", flat=True)
    return facts_on(on, person_ids=list(waiting))


def waiting_people(cohort: Cohort, group: str, *, on: date) -> QuerySet[Assignment]:
    """`people_to_match` as rows of the draw, for counts and lists by the database."""
    paired = Pair.objects.filter(programme=cohort.programme_id, ended_at=None, week=None)
    aside = StepAside.objects.filter(programme=cohort.programme_id, back_at=None)
    # each read once for all, where it would be asked for each of thousands whether they are among them
    gone = Q(person__in=paired.values("protege")) | Q(person__in=aside.values("person"))
    gone |= Q(person__in=went_through(cohort.programme_id).values("protege"))
    spells = Employment.objects.filter(person=OuterRef("person"))
    here = Exists(spells.filter(hired_on__lte=on).filter(Q(exited_on=None) | Q(exited_on__gt=on)))
    coming = Exists(spells.filter(hired_on__gt=on))  # the last spell counts, as in the facts of a person
    return assignments(cohort).filter(~gone, here, ~coming, arm=arm_of(group))


def people_drawn(cohort: Cohort, group: str) -> list[UUID]:
    """The people whom the draw put into the group; none before there is a draw."""
    return list(assignments(cohort).filter(arm=arm_of(group)).values_list("person_id", flat=True))


def arm_of(group: str) -> str:
    """What the draw calls a group."""
    return MENTORED if group == Group.NOW else LATER


def free_places(cohort: Cohort, *, on: date) -> dict[UUID, tuple[int, MentorPlace]]:
    """Mentors who said yes, work here that day and do not pause: (free places, what they said), also the full ones."""
    offers = {place.person_id: place for place in accepted_mentors(cohort.programme)}
    seats = MentorSeat.objects.filter(programme_id=cohort.programme_id).values_list("mentor_id")
    taken = dict(seats.annotate(taken=Count("pk")))
    here = set(mentors_here(cohort, on=on).values_list("person_id", flat=True))
    return {
        person_id: (max(0, place.places - taken.get(person_id, 0)), place)
        for person_id, place in offers.items()
        if person_id in here
    }


@dataclass(frozen=True, kw_only=True)
class BeforeFirst:
    """What the matching page says while there is no draft: numbers, since nobody is named there."""

    waiting: int
    mentors: int
    places: int
    starts_on: date | None


def before_first_draft(cohort: Cohort, group: str, *, today: date) -> BeforeFirst:
    """How many people wait and how many places there are, on the first day or today, whichever is later."""
    starts_on = first_day(cohort, group)
    on = matched_on(cohort, group, today=today)
    mentors = with_free_places(mentors_here(cohort, on=on)).aggregate(n=Count("pk"), places=Coalesce(Sum("free"), 0))
    return BeforeFirst(
        waiting=waiting_people(cohort, group, on=on).count() if starts_on else 0,
        mentors=mentors["n"],
        places=mentors["places"],
        starts_on=starts_on,
    )


def matched_on(cohort: Cohort, group: str, *, today: date) -> date:
    """The day as of which a group is matched: its first day, or today once that has passed."""
    return max(first_day(cohort, group) or today, today)


def mentors_here(cohort: Cohort, *, on: date) -> QuerySet[MentorOffer]:
    """The mentors of `free_places` as offers, for counts and lists by the database."""
    spells = Employment.objects.filter(person=OuterRef("person"), hired_on__lte=on).exclude(exited_on__lte=on)
    offers = MentorOffer.objects.filter(Exists(spells), programme=cohort.programme_id, accepted=True)
    return without_paused(offers, on=on)


def with_free_places(offers: QuerySet[MentorOffer]) -> QuerySet[Any]:
    """Offers with `free`: how many of their places nobody has taken."""
    seats = MentorSeat.objects.filter(programme=OuterRef("programme"), mentor=OuterRef("person")).order_by()
    taken = Subquery(seats.values("mentor").annotate(n=Count("pk")).values("n"))
    return offers.annotate(free=Greatest(F("places") - Coalesce(taken, 0), 0))


def gather(cohort: Cohort, group: str, *, on: date) -> Gathered:
    """Everything a draft depends on besides the policy."""
    places = free_places(cohort, on=on)
    proteges = people_to_match(cohort, group, on=on)
    found = facts_on(on, person_ids=places)
    mentors = table_of(said("mentors"), found, years_here(cohort, found, of_mentors(found, places)), OF_MENTORS)
    return Gathered(
        proteges=proteges_table(cohort, proteges, spelling_of(mentors)),
        mentors=mentors,
        managers=reporting_lines(on),
    )


def proteges_table(cohort: Cohort, people: list[PersonFacts], spelling: Mapping[str, str]) -> "Table":
    """These people with what they want to learn and aim for, spelled as the mentors spell it."""
    told = of_proteges(cohort.programme, people, spelling)
    return table_of(said("people to be mentored"), people, years_here(cohort, people, told), OF_PROTEGES)


def columns_here(cohort: Cohort, group: str, *, on: date) -> set[str]:
    """The columns that the people of both sides have, for the form of the policy."""
    waiting, mentors = waiting_people(cohort, group, on=on), mentors_here(cohort, on=on)
    both = Q(person__in=waiting.values("person_id")) | Q(person__in=mentors.values("person_id"))
    later = Post.objects.filter(person=OuterRef("person"), from_on__lte=on, from_on__gt=OuterRef("from_on"))
    # of these thousands nothing is read but the further columns they have
    posts = Post.objects.filter(~Exists(later), both, from_on__lte=on)
    given = {key for row in posts.values_list("attributes", flat=True) for key, value in row.items() if str(value)}
    return {*FIXED, YEARS_HERE, *given, *said_columns(cohort.programme, waiting, mentors)}


def table_of(
    name: str, people: list[PersonFacts], more: Mapping[UUID, dict[str, str]], always: tuple[str, ...] = ()
) -> "Table":
    """People as rows of text in the order of their ids; a column that nobody fills is there only if named in `always`.

    `name` is what faults call the list. `more` wins over what was imported.
    """
    from mentorlift.files.tables import Table

    records = {}
    for person in people:
        given = {key: str(value) for key, value in person.attributes.items()}
        fixed = (str(person.person_id), person.team, person.site, person.role, str(person.manager_id or ""))
        record = given | dict(zip(FIXED, fixed, strict=True)) | more.get(person.person_id, {})
        records[str(person.person_id)] = {column: text for column, text in record.items() if text}
    extra = sorted({*always, *(key for record in records.values() for key in record)} - set(FIXED))
    columns = (*FIXED, *extra)
    rows = [
        (place, tuple(record.get(column, "") for column in columns))
        for place, (_id, record) in enumerate(sorted(records.items()), start=2)
    ]
    return Table(file=name, columns=columns, rows=rows)


def reporting_lines(on: date) -> dict[str, str]:
    """Everybody's manager on a day, over the whole organisation."""
    posts = Post.objects.filter(from_on__lte=on, manager__isnull=False).exclude(until_on__lte=on)
    return {str(person): str(manager) for person, manager in posts.values_list("person_id", "manager_id")}


def holds_of(cohort: Cohort) -> list[Hold]:
    """Pairs kept together or apart by hand that are in force."""
    return list(Hold.objects.filter(cohort=cohort, lifted_at=None).order_by("set_at", "id"))


def settled_policy(version: MatchPolicy, holds: list[Hold], proteges: set[str]) -> "Policy":
    """The engine's policy: the file's rules and criteria, what was forbidden by hand as a rule, locks as pins.

    Two who parted are not paired again, unless they were locked since. Locks of people who are not (any more) to be
    matched are left aside, and so are those of a pair that has ended.
    """
    from mentorlift.science.assignment.rules import Forbid, Parted

    policy = read_version(version.toml).policy
    again = pairs_not_again(version, holds)
    apart = frozenset((str(h.protege_id), str(h.mentor_id)) for h in holds if h.kind == HoldKind.FORBID)
    together = tuple((str(h.protege_id), str(h.mentor_id)) for h in holds if h.kind == HoldKind.LOCK)
    rules = [*policy.rules, *([Forbid(apart)] if apart else []), *([Parted(again)] if again else [])]
    return replace(
        policy, rules=tuple(rules), pins=tuple(pin for pin in together if pin[0] in proteges and pin not in again)
    )


def read_version(toml: str) -> "PolicyFile":
    """A policy text as the engine reads it, with its faults; lists of pairs and pins belong to the page."""
    from mentorlift.files.policy import policy_from

    found = policy_from(tomllib.loads(toml), file="policy.toml", text=toml)
    for place, _pin in enumerate(found.policy.pins):
        found.fault("pin", place, "pin", _("pairs are locked on the page of the draft"), _("take the pin out"))
    for place, criterion in enumerate(found.policy.criteria):
        if criterion.kind == "preference":
            found.fault("criterion", place, "kind", _("nobody is asked for a ranking here"), _("take it out"))
    return found


def build(gathered: Gathered, policy: "Policy") -> "Pool":
    """The engine's pool. Raises Unmatchable with every obstacle."""
    from mentorlift.files.policy import PolicyFile
    from mentorlift.files.pool import pool_from
    from mentorlift.science.assignment.matching import check_pins

    tables = {"protege": gathered.proteges, "mentor": gathered.mentors}
    pool = pool_from(PolicyFile(file="policy.toml", policy=policy), tables, None)
    obstacles = [obstacle for table in tables.values() for obstacle in obstacles_in(table)]
    if pool is None or obstacles:
        raise Unmatchable(obstacles)
    managers = dict.fromkeys(pool.managers, gathered.managers)
    pool = replace(pool, managers=managers)
    broken = [
        Obstacle(policy.pins[place][0], "", said("a pair that was locked cannot be kept"), said("take the lock off"))
        for place, _what in check_pins(policy, pool)
    ]
    if broken:
        raise Unmatchable(broken)
    return pool


def pool_of(draft: Draft, *, on: date, also: "Policy | None" = None) -> tuple["Policy", "Pool", str]:
    """Policy, pool and digest for a draft as things are now; `also` a policy whose columns the pool needs too.

    Raises Unmatchable.
    """
    from mentorlift.files.policy import with_groups

    gathered = gather(draft.cohort, draft.group, on=on)
    holds = holds_of(draft.cohort)
    ids = {cells[0] for _row, cells in gathered.proteges.rows}
    policy = with_groups(settled_policy(draft.policy, holds, ids), gathered.proteges.columns)
    held = sorted(f"{h.kind} {h.protege_id} {h.mentor_id}" for h in holds)
    held += sorted(f"parted {one} {two}" for one, two in pairs_not_again(draft.policy, holds))
    if policy.circle is not None:
        begun = members_of(draft.cohort.programme).items()
        held += sorted(f"circle {mentor} {' '.join(map(str, members))}" for mentor, members in begun)
    digest = hashlib.sha256(json.dumps([gathered.digest, held]).encode()).hexdigest()
    both = policy
    if also is not None:
        both = replace(policy, rules=(*policy.rules, *also.rules), criteria=(*policy.criteria, *also.criteria))
        both = replace(both, circle=read_together(policy.circle, also.circle))
    pool = build(gathered, both)
    return with_begun(policy, pool, draft.cohort.programme, on=on), pool, digest


def read_together(one: "CircleRules | None", other: "CircleRules | None") -> "CircleRules | None":
    """Rules of circles that read the columns of both."""
    if one is None or other is None:
        return one or other
    line = one.not_in_line or other.not_in_line
    return replace(one, apart=tuple(dict.fromkeys((*one.apart, *other.apart))), not_in_line=line)
