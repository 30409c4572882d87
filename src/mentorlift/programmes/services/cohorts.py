"""Lists: open a cohort, fill it, leave people out with a reason, split branches by lot, fix it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import (
    Branch,
    BranchSplit,
    Cohort,
    FrozenPlan,
    Outside,
    Participation,
    Programme,
    RosterEntry,
)
from mentorlift.programmes.queries.cohorts import candidates, check_code, drawn_people, roster_rows
from mentorlift.programmes.readiness import Act, require
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.services.faults import UnableToChange, refuse_when_ended

_AT_ONCE = 5000  # ids in one statement
FEWEST_DRAWN = 4  # two a side, below which no two people on a side can be compared


class UnableToChangeList(Exception):
    """The list stayed as it was; the text says why and what to do."""


class UnableToFreeze(Exception):
    """The list was not fixed; the text says what it lacks."""


def open_cohort(*, programme: Programme, name: str, starts_on: date, actor_id: str, now: datetime) -> Cohort:
    """Begin an intake whose mentored start on `starts_on`; the others' first day follows from the programme.

    Raises UnableToChange when the programme has an intake of this name.
    """
    weeks = programme.others_start_after_weeks
    with transaction.atomic():
        refuse_when_ended(programme, UnableToChange)
        if Cohort.objects.filter(programme=programme, name=name).exists():
            raise UnableToChange(
                _("There is an intake called %(name)s already; give this one another name.") % {"name": name}
            )
        cohort = Cohort.objects.create(
            programme=programme,
            name=name,
            starts_on=starts_on,
            serves_on=None if weeks is None else starts_on + timedelta(weeks=weeks),
            created_at=now,
            created_by=actor_id,
        )
        _record("open_cohort", cohort, actor_id, now)
    return cohort


def move_first_day(*, cohort: Cohort, starts_on: date, actor_id: str, now: datetime) -> Cohort:
    """Another first day, while the list is not fixed; the others' first day moves with it.

    Raises UnableToChangeList when answers are still awaited on or after that day.
    """
    with transaction.atomic():
        locked = _open(cohort)
        if locked.wish_closes_at is not None and localdate(locked.wish_closes_at) > starts_on:
            raise UnableToChangeList(_("People can answer until after that day. Choose a later one."))
        moved = starts_on - locked.starts_on
        entries = RosterEntry.objects.filter(cohort=locked, started_on=locked.starts_on)
        if not _follows_new_hires(locked.programme):
            entries.update(started_on=starts_on)
        locked.starts_on = starts_on
        locked.serves_on = locked.serves_on + moved if locked.serves_on else None
        locked.save(update_fields=["starts_on", "serves_on"])
        _record("move_first_day", locked, actor_id, now, starts_on=starts_on.isoformat())
    return locked


def fill_roster(*, cohort: Cohort, on: date, actor_id: str, now: datetime) -> int:
    """Add everybody eligible on the day `on` who is on no list of the programme; returns how many came.

    Raises UnableToChangeList once branches were split, people asked or the list fixed: whoever arrives then belongs
    to the next intake.
    """
    with transaction.atomic():
        locked = _growing(cohort)
        fresh = candidates(locked, on=on).fresh
        RosterEntry.objects.bulk_create([_entry(locked, facts) for facts in fresh])
        _record("fill_roster", locked, actor_id, now, added=len(fresh))
    return len(fresh)


def leave_out(*, cohort: Cohort, person_id: UUID, reason: str, actor_id: str, now: datetime) -> None:
    """Take a person off the list, or keep them from it, with a reason that stays beside the draw."""
    with transaction.atomic():
        locked = _open(cohort)
        if not reason.strip():
            raise UnableToChangeList(_("Say why this person is left out: the reason stays beside the draw."))
        entry = RosterEntry.objects.filter(cohort=locked, person_id=person_id).first()
        kept = {"reason": reason.strip(), "at": now, "by": actor_id}
        if entry is not None:
            kept |= {"branch": entry.branch, "site": entry.site, "training_class": entry.training_class}
            entry.delete()
        Outside.objects.update_or_create(cohort=locked, person_id=person_id, defaults=kept)
        _record("leave_out", locked, actor_id, now, person=str(person_id))


def take_in(*, cohort: Cohort, person_id: UUID, actor_id: str, now: datetime) -> None:
    """Put a person who was left out back on the list, while it still grows."""
    with transaction.atomic():
        locked = _growing(cohort)
        facts = facts_on(locked.starts_on, person_ids=[person_id])
        if not facts:
            raise UnableToChangeList(_("This person is not in the directory any more."))
        Outside.objects.filter(cohort=locked, person_id=person_id).delete()
        if RosterEntry.objects.filter(programme=locked.programme, person_id=person_id).exists():
            raise UnableToChangeList(_("This person is on a list of this programme already."))
        RosterEntry.objects.bulk_create([_entry(locked, facts[0])])
        _record("take_in", locked, actor_id, now, person=str(person_id))


def split_branches(
    *, cohort: Cohort, mandatory: int, actor_id: str, now: datetime, seed: str | None = None
) -> BranchSplit:
    """Draw by lot, once, which `mandatory` people take part and who is asked first; strata by site and class.

    The seed is chance of this moment unless given (demo and tests); it is kept, so that the lot can be repeated by
    anybody. Raises UnableToChangeList when the programme has no two branches or the lot was drawn.
    """
    from mentorlift.science.lottery.design import Design
    from mentorlift.science.lottery.drawing import draw

    with transaction.atomic():
        locked = _growing(cohort)
        if locked.programme.participation != Participation.BOTH:
            raise UnableToChangeList(_("This programme has one way in, so there is nothing to split."))
        entries = {str(entry.person_id): entry for entry in RosterEntry.objects.filter(cohort=locked)}
        if not 0 < mandatory < len(entries):
            raise UnableToChangeList(
                _("Leave somebody for either part: between 1 and %(most)d of these people.")
                % {"most": max(1, len(entries) - 1)}
            )
        rows = [
            {"person_id": key, "site": entry.site, "training_class": entry.training_class}
            for key, entry in entries.items()
        ]
        chance = seed or secrets.token_hex(32)
        allocation = {Branch.MANDATORY.value: mandatory, Branch.VOLUNTARY.value: len(rows) - mandatory}
        drawn = draw(rows, Design(seed=chance, allocation=allocation, strata=("site", "training_class")))
        _keep_branches(locked, drawn.arms())
        split = BranchSplit.objects.create(
            cohort=locked,
            seed=chance,
            roster_hash=drawn.roster_hash,
            mandatory=mandatory,
            voluntary=len(rows) - mandatory,
            at=now,
            by=actor_id,
        )
        _record("split_branches", locked, actor_id, now, mandatory=mandatory, voluntary=split.voluntary)
    return split


def freeze_roster(*, cohort: Cohort, actor_id: str, now: datetime, today: date) -> Cohort:
    """Fix the list with its check code; from here on neither list nor wishes change, in the database too.

    Raises UnableToFreeze naming what comes first: the plan, the split, the wishes, a first day still ahead, or a
    condition of the start.
    """
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
        rows = roster_rows(locked)
        _check_freezable(locked, rows, now=now, today=today)
        locked.frozen_at, locked.frozen_by = now, actor_id
        locked.roster_salt = secrets.token_hex(32)
        locked.roster_hash = check_code(locked, rows)
        locked.save(update_fields=["frozen_at", "frozen_by", "roster_hash", "roster_salt"])
        record(
            actor_id=actor_id,
            action="programmes.freeze_roster",
            subject=f"cohort:{locked.id}",
            now=now,
            ids={"people": len(rows)},
            digests={"roster": locked.roster_hash},
        )
    return locked


def _check_freezable(cohort: Cohort, rows: list[dict[str, str]], *, now: datetime, today: date) -> None:
    if cohort.frozen_at is not None:
        raise UnableToFreeze(_("This list is fixed already."))
    refuse_when_ended(cohort.programme, UnableToFreeze)
    if not FrozenPlan.objects.filter(programme=cohort.programme).exists():
        raise UnableToFreeze(_("Fix what will be measured first; the plan has to be older than the draw."))
    if today > cohort.starts_on:
        raise UnableToFreeze(_("The first day has passed. Move it to a day ahead first."))
    if any(not row["branch"] for row in rows):
        raise UnableToFreeze(_("Split the list by lot first: who takes part, and who is asked."))
    if any(row["branch"] == Branch.VOLUNTARY for row in rows):
        if cohort.wish_asked_at is None:
            raise UnableToFreeze(_("Ask for the wishes first."))
        if cohort.wish_closes_at is None or cohort.wish_closes_at > now:
            raise UnableToFreeze(_("The wishes are still open. Wait for the last day, or close them now."))
    if drawn_people(rows) < FEWEST_DRAWN:
        raise UnableToFreeze(
            _("Fewer than %(least)d people would be drawn. Add people, or wait for the next intake.")
            % {"least": FEWEST_DRAWN}
        )
    require(Act.DRAW, cohort.programme, now=now, fault=UnableToFreeze)


def _keep_branches(cohort: Cohort, branches: Mapping[str, str]) -> None:
    for branch in Branch:
        people = [person_id for person_id, drawn in branches.items() if drawn == branch]
        for start in range(0, len(people), _AT_ONCE):
            chunk = people[start : start + _AT_ONCE]
            RosterEntry.objects.filter(cohort=cohort, person_id__in=chunk).update(branch=branch)


def _growing(cohort: Cohort) -> Cohort:
    locked = _open(cohort)
    if locked.wish_asked_at is not None or BranchSplit.objects.filter(cohort=locked).exists():
        raise UnableToChangeList(
            _("People on this list were asked or drawn already. Whoever arrives now is in the next intake.")
        )
    return locked


def _open(cohort: Cohort) -> Cohort:
    locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
    if locked.frozen_at is not None:
        raise UnableToChangeList(_("This list is fixed. Whoever arrives now is in the next intake."))
    refuse_when_ended(locked.programme, UnableToChangeList)
    return locked


def _entry(cohort: Cohort, facts: PersonFacts) -> RosterEntry:
    programme = cohort.programme
    onboarding = _follows_new_hires(programme)
    branch = {Participation.MANDATORY: Branch.MANDATORY, Participation.VOLUNTARY: Branch.VOLUNTARY}
    return RosterEntry(
        cohort=cohort,
        programme=programme,
        person_id=facts.person_id,
        branch=branch.get(Participation(programme.participation), ""),
        site=facts.site,
        training_class=str(facts.attributes.get("training_class", "")) or f"{facts.hired_on:%Y-%m}" * onboarding,
        # new hires are followed from their own first day, everybody else from the first day of the mentored
        started_on=facts.hired_on if onboarding else cohort.starts_on,
    )


def _follows_new_hires(programme: Programme) -> bool:
    return Eligibility.from_json(programme.eligibility).hired_within_days is not None


def _record(verb: str, cohort: Cohort, actor_id: str, now: datetime, **ids: object) -> None:
    record(
        actor_id=actor_id,
        action=f"programmes.{verb}",
        subject=f"cohort:{cohort.id}",
        now=now,
        ids={"programme": cohort.programme_id, **ids},
    )
