"""Mentors come of their own accord, and read the guide; and how many places no draw gives away."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import GuideConfirmation, MentorOffer, Programme
from mentorlift.programmes.queries.volunteers import open_to_volunteers, without_guide
from mentorlift.programmes.services.faults import refuse_when_ended
from mentorlift.programmes.services.mentors import UnableToMentor

MOST_RESERVE = 50  # percent
A_REMINDER_EVERY = timedelta(days=3)


def volunteer(*, programme: Programme, actor: Actor, now: datetime) -> MentorOffer:
    """Note that somebody offers themself; what they give, they say on the page of the offer. Named before and not yet
    written to, they need no letter any more. Raises UnableToMentor."""
    with transaction.atomic():
        mine = open_to_volunteers(actor, day=organisation_day(now)).filter(id=programme.id)
        if actor.person_id is None or not mine.exists():
            raise UnableToMentor(_("You cannot offer yourself here: you are on its list, or it has ended."))
        offer, _fresh = MentorOffer.objects.get_or_create(
            programme=programme,
            person_id=actor.person_id,
            defaults={"nominated_at": now, "nominated_by": actor.user_id},
        )
        MentorOffer.objects.filter(id=offer.id, invited_at=None).update(invited_at=now, volunteered_at=now)
        offer.refresh_from_db()
        _record("volunteer", f"offer:{offer.id}", actor.user_id, now)
    return offer


def confirm_guide(*, offer: MentorOffer, actor_id: str, now: datetime) -> GuideConfirmation:
    """Keep that a mentor has read the guide; saying it again changes nothing. Raises UnableToMentor before a yes."""
    with transaction.atomic():
        kept = MentorOffer.objects.select_for_update().select_related("programme").get(id=offer.id)
        refuse_when_ended(kept.programme, UnableToMentor)
        if not kept.accepted:
            raise UnableToMentor(_("Say yes first; the guide is for those who mentor."))
        said, fresh = GuideConfirmation.objects.get_or_create(offer=kept, defaults={"at": now, "by": actor_id})
        if fresh:
            _record("confirm_guide", f"offer:{kept.id}", actor_id, now)
    return said


def remind_of_guide(*, programme: Programme, actor_id: str, now: datetime) -> int:
    """Write to the mentors who said yes and have not read the guide, nobody more often than every three days.

    Returns how many mentors that is. Raises UnableToMentor once the programme has ended.
    """
    with transaction.atomic():
        refuse_when_ended(programme, UnableToMentor)
        ids = [str(one) for one in without_guide(programme).order_by("id").values_list("id", flat=True)]
        if ids:
            enqueue("programmes.send_guide_reminders", now=now, requested_by=actor_id, offer_ids=ids)
            _record("remind_of_guide", f"programme:{programme.id}", actor_id, now, people=len(ids))
    return len(ids)


def change_reserve(*, programme: Programme, percent: int, actor_id: str, now: datetime) -> Programme:
    """How much of the confirmed places is kept back for mentors who drop out, from the next draw on."""
    if not 0 <= percent <= MOST_RESERVE:
        raise UnableToMentor(_("Keep back between 0 and %(most)d %% of the places.") % {"most": MOST_RESERVE})
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToMentor)
        before, locked.reserve_percent = locked.reserve_percent, percent
        locked.save(update_fields=["reserve_percent"])
        _record("change_reserve", f"programme:{locked.id}", actor_id, now, percent=percent, before=before)
    return locked


def _record(verb: str, subject: str, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=subject, now=now, ids=ids)
