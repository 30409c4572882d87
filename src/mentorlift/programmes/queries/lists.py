"""Lists with names, for those who run a programme; everybody else who may read its life reads counts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects

from mentorlift.accounts.actors import Actor
from mentorlift.people.models import Identity
from mentorlift.people.queries import PersonFacts, facts_on, names
from mentorlift.programmes import policies
from mentorlift.programmes.models import (
    BranchSplit,
    Cohort,
    MentorOffer,
    MentorPause,
    Outside,
    Programme,
    RosterEntry,
    WishQuestion,
)
from mentorlift.programmes.queries.intakes import Intake, own_intakes
from mentorlift.programmes.queries.mentors import ordered_offers
from mentorlift.programmes.queries.people import Fitting, actor_names, fitting, listed, people_called
from mentorlift.programmes.queries.profiles import mentors_needing_help, shown_pauses
from mentorlift.programmes.queries.volunteers import mentors_without_guide
from mentorlift.programmes.queries.wishes import WishCounts, current_wording, wish_counts

A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class IntakeSheet:
    """An intake as its page shows it. `people` and `outside` are empty for whoever only reads counts."""

    intake: Intake
    page: Page[RosterEntry]
    people: list[tuple[RosterEntry, Identity | None]]
    outside: list[tuple[Outside, Identity | None]]
    counts: WishCounts | None
    waiting: Fitting | None
    question: WishQuestion | None
    split: BranchSplit | None
    frozen_by: str

    @property
    def wording(self) -> str:
        return next(iter(self.question.texts.values())) if self.question else ""


def intake_sheet(actor: Actor, cohort: Cohort, *, page: str | None, today: date, now: datetime) -> IntakeSheet:
    """`waiting`: who could still be put on the list, until people are asked or it is fixed."""
    runs = policies.may_run_programmes(actor)
    found = own_intakes(cohort.programme, now=now)
    state = next(one for one in found if one.cohort.id == cohort.id)
    entries = RosterEntry.objects.filter(cohort=cohort).order_by("person__identity__name", "person_id")
    shown = Paginator(entries if runs else entries.none(), A_PAGE).get_page(page)
    on_page = list(shown.object_list)
    left_out = list(cohort.outside.all()) if runs else []
    known = listed([*(entry.person_id for entry in on_page), *(row.person_id for row in left_out)])
    grows = state.stage != "fixed" and not cohort.wish_asked_at
    return IntakeSheet(
        intake=state,
        page=shown,
        people=[(entry, known.get(entry.person_id)) for entry in on_page],
        outside=[(row, known.get(row.person_id)) for row in left_out],
        counts=wish_counts(cohort) if cohort.wish_asked_at else None,
        waiting=fitting(cohort, on=today) if grows else None,
        question=current_wording(cohort.programme),
        split=BranchSplit.objects.filter(cohort=cohort).first(),
        frozen_by=actor_names([cohort.frozen_by]).get(cohort.frozen_by, ""),
    )


@dataclass(frozen=True, kw_only=True)
class MentorSheet:
    """Mentors named for a programme, a page of them, and people found by `words` who could be named too."""

    page: Page[MentorOffer]
    offers: list[tuple[MentorOffer, str, MentorPause | None]]
    needing_help: list[tuple[MentorOffer, str]]
    without_guide: list[tuple[MentorOffer, str]]
    found: list[tuple[Identity, PersonFacts | None]]


def mentor_sheet(actor: Actor, programme: Programme, *, words: str, page: str | None, today: date) -> MentorSheet:
    """Who said no is for the programme manager alone: for everybody else the lists are empty."""
    runs = policies.may_run_programmes(actor)
    offers = ordered_offers(programme) if runs else MentorOffer.objects.none()
    shown = Paginator(offers, A_PAGE).get_page(page)
    on_page = list(shown.object_list)
    prefetch_related_objects(on_page, "absences")
    known, paused = names([offer.person_id for offer in on_page]), shown_pauses(on_page, day=today)
    called = people_called(words, most=50) if runs else []
    named = programme.mentor_offers.filter(person__in=[one.person_id for one in called])
    taken = set(named.values_list("person_id", flat=True))
    people = [one for one in called if one.person_id not in taken]
    facts = {fact.person_id: fact for fact in facts_on(today, person_ids=[one.person_id for one in people])}
    return MentorSheet(
        page=shown,
        offers=[(offer, known.get(offer.person_id, ""), paused.get(offer.id)) for offer in on_page],
        needing_help=mentors_needing_help(actor, programme),
        without_guide=mentors_without_guide(actor, programme),
        found=[(one, facts.get(one.person_id)) for one in people],
    )
