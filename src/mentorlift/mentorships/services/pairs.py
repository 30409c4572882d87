"""Bring people together: pairs, their places, their meetings and the news of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.mentorships.messages import announce_pairs
from mentorlift.mentorships.models import MentorSeat, Pair, Source
from mentorlift.mentorships.policies import may_open_pairs
from mentorlift.mentorships.queries.left import first_week_left, last_pairs, went_through
from mentorlift.mentorships.services.faults import UnableToPair
from mentorlift.mentorships.services.schedule import plan_sessions
from mentorlift.mentorships.services.seats import write_with_seats
from mentorlift.people.queries import facts_on, names
from mentorlift.programmes.models import Cohort, MentorOffer, Programme, QuestionSet
from mentorlift.programmes.queries import has_ended, paused_mentors

TOLD_AT_ONCE = 50  # pairs


def open_pairs(
    *,
    cohort: Cohort,
    pairs: Sequence[tuple[UUID, UUID]],
    starts_on: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> list[Pair]:
    """Open all `pairs` (protégé, mentor) with their weekly meetings, and tell both sides; or none of them.

    Whoever had a mentor in the programme before goes on with the weeks that are left, under the same questions.
    Raises UnableToPair with every obstacle. The last place of a mentor goes to one of two callers, never to both.
    """
    if not may_open_pairs(actor, mentor_ids=[mentor_id for _protege_id, mentor_id in pairs], source=source):
        raise UnableToPair([_("Only a programme manager can pair people.")])
    refuse_when_ended(cohort.programme)
    with transaction.atomic():
        # held first and looked at then: nobody can take a place, or take one back, in between
        lock_offers(cohort.programme, {mentor_id for _protege_id, mentor_id in pairs})
        if faults := _faults(cohort.programme, pairs, starts_on):
            raise UnableToPair(faults)
        questions = present_questions(cohort.programme)
        before = last_pairs(cohort.programme, [protege_id for protege_id, _mentor_id in pairs])
        opened = [
            Pair(
                programme=cohort.programme,
                cohort=cohort,
                protege_id=protege_id,
                mentor_id=mentor_id,
                question_set=before[protege_id].question_set if protege_id in before else questions,
                follows=before.get(protege_id),
                source=Source(source),
                starts_on=starts_on,
                created_at=now,
                created_by=actor.user_id,
            )
            for protege_id, mentor_id in pairs
        ]
        write_with_seats(cohort.programme, opened)
        _plan(opened, now=now)
        _tell(opened, actor, now)
        record(
            actor_id=actor.user_id,
            action="mentorships.open_pairs",
            subject=f"cohort:{cohort.id}",
            now=now,
            ids={"pairs": [pair.id for pair in opened], "source": source, "starts_on": starts_on},
        )
    return opened


def _tell(opened: Sequence[Pair], actor: Actor, now: datetime) -> None:
    """Write to both sides; where that is hundreds of letters, in the background once the pairs are there."""
    if len(opened) <= TOLD_AT_ONCE:
        announce_pairs(opened, now=now, actor_id=actor.user_id)
        return
    ids = [str(pair.id) for pair in opened]
    enqueue("mentorships.announce", now=now, requested_by=actor.user_id, pair_ids=ids)


def _plan(opened: Sequence[Pair], *, now: datetime) -> None:
    """Meetings from the first week on, or from the first that is left."""
    by_week: dict[int, list[Pair]] = defaultdict(list)
    for pair in opened:
        by_week[(first_week_left(pair.follows) or 1) if pair.follows else 1].append(pair)
    for first_week, pairs in by_week.items():
        plan_sessions(pairs, now=now, first_week=first_week)


def refuse_when_ended(programme: Programme) -> None:
    """Raise UnableToPair for a programme that is over: its pairs are closed, and a new one would be at once."""
    if has_ended(programme):
        raise UnableToPair([_("This programme has ended; nobody is matched in it any more.")])


def present_questions(programme: Programme) -> QuestionSet:
    """The question set in force, which a pair keeps to its end. Raises UnableToPair when there is none."""
    questions = QuestionSet.objects.filter(programme=programme).order_by("-version").first()
    if questions is None:
        raise UnableToPair([_("The programme has no questions for the sheets yet. Write them first, then pair.")])
    return questions


def open_one(
    *,
    programme: Programme,
    cohort: Cohort | None,
    protege_id: UUID,
    mentor_id: UUID,
    questions: QuestionSet,
    starts_on: date,
    source: str,
    actor_id: str,
    now: datetime,
    follows: Pair | None = None,
) -> Pair:
    """One pair and its place, inside the caller's transaction. Raises UnableToPair when the database says no."""
    try:
        with transaction.atomic():
            pair = Pair.objects.create(
                programme=programme,
                cohort=cohort,
                protege_id=protege_id,
                mentor_id=mentor_id,
                question_set=questions,
                follows=follows,
                source=Source(source),
                starts_on=starts_on,
                created_at=now,
                created_by=actor_id,
            )
    except IntegrityError:
        known = names([protege_id])
        raise UnableToPair([_has_mentor(known.get(protege_id, ""))]) from None
    _take_place(pair)
    return pair


def lock_offers(programme: Programme, mentor_ids: Iterable[UUID]) -> list[MentorOffer]:
    """What these mentors offer, held until the transaction ends: a mentor who takes a place back waits, or we do.

    Always in the order of the ids, so that two who pair the same mentors never wait for each other.
    """
    offers = MentorOffer.objects.select_for_update().filter(programme=programme, person_id__in=list(mentor_ids))
    return list(offers.order_by("id"))


def _take_place(pair: Pair) -> None:
    """Write the first free place of the mentor; the unique number decides between two who want it at once."""
    offer = next((offer for offer in lock_offers(pair.programme, [pair.mentor_id]) if offer.accepted), None)
    if pair.mentor_id in paused_mentors(pair.programme, on=pair.starts_on):
        raise UnableToPair([_pauses(names([pair.mentor_id]).get(pair.mentor_id, ""))])
    seats = MentorSeat.objects.filter(programme=pair.programme, mentor=pair.mentor)
    taken = set(seats.values_list("number", flat=True))
    for number in range(1, (offer.places if offer else 0) + 1):
        if number in taken:
            continue
        try:
            with transaction.atomic():
                MentorSeat.objects.create(programme=pair.programme, mentor=pair.mentor, number=number, pair=pair)
            return
        except IntegrityError:
            continue  # somebody else took this place a moment ago
    raise UnableToPair([_no_place(names([pair.mentor_id]).get(pair.mentor_id, ""))])


def _faults(programme: Programme, pairs: Sequence[tuple[UUID, UUID]], starts_on: date) -> list[str]:
    """Everything that stands in the way, seen before anything is written."""
    people = {person for pair in pairs for person in pair}
    employed = {facts.person_id: facts for facts in facts_on(starts_on, person_ids=people)}
    known = names(people)
    open_now = Pair.objects.filter(programme=programme, ended_at=None)
    paired = set(open_now.filter(protege_id__in=people).values_list("protege_id", flat=True))
    done = set(went_through(programme.id).filter(protege_id__in=people).values_list("protege_id", flat=True))
    places = dict(MentorOffer.objects.filter(programme=programme, accepted=True).values_list("person_id", "places"))
    taken = Counter(MentorSeat.objects.filter(programme=programme).values_list("mentor_id", flat=True))
    asked = Counter(mentor_id for _protege_id, mentor_id in pairs)
    faults = []
    for protege_id, times in Counter(protege_id for protege_id, _mentor_id in pairs).items():
        if times > 1 or protege_id in paired:
            faults.append(_has_mentor(known.get(protege_id, "")))
        elif protege_id in done:
            faults.append(_("%(name)s has been through all weeks already.") % {"name": known.get(protege_id, "")})
    for person_id in sorted(people, key=str):
        facts = employed.get(person_id)
        if facts is None or facts.hired_on > starts_on or (facts.exited_on and facts.exited_on <= starts_on):
            faults.append(_("%(name)s does not work here on the first day.") % {"name": known.get(person_id, "?")})
    paused = paused_mentors(programme, on=starts_on)
    for mentor_id, wanted in asked.items():
        if mentor_id in paused:
            faults.append(_pauses(known.get(mentor_id, "")))
        elif wanted > places.get(mentor_id, 0) - taken[mentor_id]:
            faults.append(_no_place(known.get(mentor_id, "")))
    return faults


def _has_mentor(name: str) -> str:
    return _("%(name)s already has a mentor in this programme. End that pairing first.") % {"name": name}


def _no_place(name: str) -> str:
    return _("%(name)s has no free place. Choose another mentor, or ask them for one more.") % {"name": name}


def _pauses(name: str) -> str:
    return _("%(name)s takes a break on the first day. Choose another mentor, or a day after it.") % {"name": name}
