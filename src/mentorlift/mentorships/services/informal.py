"""Two people say themselves that they talk. Nobody else does it for them, and either of them ends it alone."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.models import Good, InformalPair, InformalTalk
from mentorlift.mentorships.services.faults import UnableToTalk
from mentorlift.mentorships.talk_letters import tell_asked_to_talk, tell_talks
from mentorlift.people.models import Identity
from mentorlift.people.queries import facts_on, organisation_day

MOST_ASKED = 5  # questions without an answer that one person can have out
LONGEST_AGO = timedelta(days=30)


def ask_to_talk(*, email: str, actor: Actor, now: datetime) -> None:
    """Ask the colleague with that address. Whether there is one is not said: nobody finds out here who works here."""
    if actor.person_id is None:
        raise UnableToTalk(_("Your account belongs to nobody in the directory."))
    if InformalPair.objects.filter(asked_by=actor.person_id, accepted_at=None, ended_at=None).count() >= MOST_ASKED:
        raise UnableToTalk(_("Several colleagues have not answered yet. Take a question back first."))
    other = _here(email, today=organisation_day(now))
    before = InformalPair.objects.filter(
        asked_by=actor.person_id, asked=other, accepted_at=None, ended_at__isnull=False
    )
    if other is None or other == actor.person_id or before.exists():
        return  # nobody is asked twice by the same colleague
    try:
        with transaction.atomic():
            asked = InformalPair.objects.create(
                asked_by_id=actor.person_id,
                asked_id=other,
                two=" ".join(sorted((str(actor.person_id), str(other)))),
                asked_at=now,
            )
            tell_asked_to_talk(asked, now=now, actor_id=actor.user_id)
            _audit("ask_to_talk", asked, actor, now)
    except IntegrityError:
        return  # the two have it already, or one of them has asked


def _here(email: str, *, today: date) -> UUID | None:
    found = Identity.objects.filter(email__iexact=email.strip()).exclude(email="").values_list("person_id", flat=True)
    for facts in facts_on(today, person_ids=found):
        if facts.hired_on <= today and (facts.exited_on is None or facts.exited_on > today):
            return facts.person_id
    return None


def say_yes(*, pair: InformalPair, actor: Actor, now: datetime) -> None:
    """Whoever was asked agrees; from here on both see it."""
    _refuse_others(pair, actor)
    with transaction.atomic():
        waiting = InformalPair.objects.filter(id=pair.id, asked=actor.person_id, accepted_at=None, ended_at=None)
        if not waiting.update(accepted_at=now):
            raise UnableToTalk(_("This question is not open any more."))
        tell_talks(pair, now=now, actor_id=actor.user_id)
        _audit("say_yes", pair, actor, now)


def stop_talks(*, pair: InformalPair, actor: Actor, now: datetime) -> None:
    """Either of the two says no, takes the question back or ends it. No reason, no letter, and nothing new is noted."""
    _refuse_others(pair, actor)
    with transaction.atomic():
        if InformalPair.objects.filter(id=pair.id, ended_at=None).update(ended_at=now):
            _audit("stop_talks", pair, actor, now)


def note_talk(*, pair: InformalPair, on: date, good: str, actor: Actor, now: datetime) -> InformalTalk:
    """They talked on that day. Noted again it replaces what the same person said of that day."""
    _refuse_others(pair, actor)
    today = organisation_day(now)
    if not today - LONGEST_AGO <= on <= today:
        raise UnableToTalk(_("Choose a day of the last 30 days."))
    if good and good not in Good.values:
        raise UnableToTalk(_("Choose one of the answers, or none."))
    with transaction.atomic():
        if not InformalPair.objects.filter(id=pair.id, accepted_at__isnull=False, ended_at=None).exists():
            raise UnableToTalk(_("You two have not agreed to note your talks, or have ended it."))
        noted, _created = InformalTalk.objects.update_or_create(
            pair=pair, on=on, noted_by_id=actor.person_id, defaults={"good": good, "noted_at": now}
        )
        _audit("note_talk", pair, actor, now)
    return noted


def end_talks_of_leavers(*, today: date, now: datetime) -> int:
    """End what has lost one of the two to another company."""
    going = list(InformalPair.objects.filter(ended_at=None))
    people = {person for pair in going for person in (pair.asked_by_id, pair.asked_id)}
    gone = {f.person_id for f in facts_on(today, person_ids=people) if f.exited_on and f.exited_on <= today}
    left = Q(asked_by__in=gone) | Q(asked__in=gone)
    return InformalPair.objects.filter(left, ended_at=None).update(ended_at=now)


def _refuse_others(pair: InformalPair, actor: Actor) -> None:
    if actor.person_id is None or actor.person_id not in (pair.asked_by_id, pair.asked_id):
        raise UnableToTalk(_("This is not yours."))


def _audit(verb: str, pair: InformalPair, actor: Actor, now: datetime) -> None:
    """Without the other one of the two."""
    record(actor_id=actor.user_id, action=f"mentorships.{verb}", subject=f"talks:{pair.id}", now=now)
