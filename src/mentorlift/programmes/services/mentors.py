"""Nominate, invite, and hear the answer. A mentor is always a volunteer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.programmes import places_in_use
from mentorlift.programmes.models import (
    Launch,
    MentorAbsence,
    MentorOffer,
    MentorPause,
    MentorProfile,
    MentorSupport,
    Programme,
    SeenWell,
)
from mentorlift.programmes.models.mentor import MOST_PLACES
from mentorlift.programmes.queries.mentors import to_invite
from mentorlift.programmes.readiness import Act, require
from mentorlift.programmes.rules.support import holds_a_figure
from mentorlift.programmes.services.briefing import brief_first
from mentorlift.programmes.services.faults import refuse_when_ended


class UnableToMentor(Exception):
    """Nothing changed; the text says why and what to do."""


def nominate_mentors(
    *,
    programme: Programme,
    person_ids: Iterable[UUID],
    seen_well: Mapping[UUID, str] | None = None,
    actor_id: str,
    now: datetime,
) -> list[MentorOffer]:
    """Name people who could mentor; those named already stay as they are. Nobody is written to yet.

    `seen_well`: what the actor has seen them do well, in words, of people named now or before; it replaces what the
    actor wrote earlier, and an empty text takes it away. Raises UnableToMentor for a text with a figure in it.
    """
    words = {person_id: text.strip() for person_id, text in (seen_well or {}).items()}
    if any(holds_a_figure(text) for text in words.values()):
        raise UnableToMentor(_("Say it in words, without figures: nobody is marked or ranked here."))
    with transaction.atomic():
        offers = []
        for person_id in person_ids:
            offer, fresh = MentorOffer.objects.get_or_create(
                programme=programme,
                person_id=person_id,
                defaults={"nominated_at": now, "nominated_by": actor_id},
            )
            if fresh:
                offers.append(offer)
        written = _say_seen_well(programme, words, actor_id, now)
        _record("nominate_mentors", programme, actor_id, now, people=len(offers), seen_well=written)
    return offers


def _say_seen_well(programme: Programme, words: Mapping[UUID, str], actor_id: str, now: datetime) -> int:
    """Returns how many texts are new or changed."""
    written = 0
    for offer in MentorOffer.objects.filter(programme=programme, person_id__in=words):
        text, own = words[offer.person_id], SeenWell.objects.filter(offer=offer, by=actor_id)
        if not text:
            own.delete()
        elif not own.filter(text=text).exists():
            SeenWell.objects.update_or_create(offer=offer, by=actor_id, defaults={"text": text, "at": now})
            written += 1
    return written


def invite_mentors(*, programme: Programme, actor_id: str, now: datetime) -> int:
    """Write to everybody named and not yet invited, and anew to whom no answer came before their link ended.

    Returns how many. Raises UnableToMentor before the launch, and while a condition of the start is missing.
    """
    with transaction.atomic():
        if not Launch.objects.filter(programme=programme).exists():
            raise UnableToMentor(_("Open the programme first, so that mentors can read what they are asked for."))
        refuse_when_ended(programme, UnableToMentor)
        require(Act.INVITE, programme, now=now, fault=UnableToMentor)
        ids = list(to_invite(programme, now=now).select_for_update().values_list("id", flat=True))
        count = MentorOffer.objects.filter(id__in=ids).update(invited_at=now)
        if count:
            asked = MentorOffer.objects.filter(id__in=ids).values_list("person_id", flat=True)
            brief_first(programme=programme, person_ids=list(asked), actor_id=actor_id, now=now)
            enqueue(
                "programmes.send_mentor_invitations",
                now=now,
                requested_by=actor_id,
                offer_ids=[str(offer_id) for offer_id in ids],
            )
            _record("invite_mentors", programme, actor_id, now, people=count)
    return count


def answer_offer(
    *,
    offer: MentorOffer,
    accepted: bool,
    places: int = 0,
    topics: str = "",
    absences: Iterable[tuple[date, date]] = (),
    actor_id: str,
    now: datetime,
) -> MentorOffer:
    """Keep a mentor's own answer: yes with 1 to 3 places, or no without a reason. It may be changed.

    `absences` are half-open spells and replace the earlier ones. Raises UnableToMentor when fewer places are given
    than are taken by pairs, or the invitation was not sent.
    """
    spells = list(absences)
    with transaction.atomic():
        kept = MentorOffer.objects.select_for_update().select_related("programme").get(id=offer.id)
        refuse_when_ended(kept.programme, UnableToMentor)
        if kept.invited_at is None:
            raise UnableToMentor(_("This invitation was not sent yet."))
        wanted = places if accepted else 0
        if accepted and not 1 <= places <= MOST_PLACES:
            raise UnableToMentor(_("Give between 1 and %(most)d places.") % {"most": MOST_PLACES})
        taken = places_in_use.count(kept)
        if wanted < taken:
            raise UnableToMentor(
                _("You are mentoring %(taken)d people here. Ask the programme manager to end a pair first.")
                % {"taken": taken}
            )
        if any(to_on <= from_on for from_on, to_on in spells):
            raise UnableToMentor(_("An absence has to end after it begins."))
        kept.accepted, kept.places, kept.answered_at = accepted, wanted, now
        kept.topics = topics.strip() if accepted else ""
        kept.save(update_fields=["accepted", "places", "answered_at", "topics"])
        kept.absences.all().delete()
        if not accepted:
            for said in (MentorProfile, MentorSupport, MentorPause):  # it was said by somebody who mentors
                said.objects.filter(offer=kept).delete()
        MentorAbsence.objects.bulk_create(
            MentorAbsence(offer=kept, from_on=from_on, to_on=to_on)
            for from_on, to_on in dict(spells).items()
            if accepted
        )
        record(
            actor_id=actor_id,
            action="programmes.answer_offer",
            subject=f"offer:{kept.id}",
            now=now,
            ids={"accepted": accepted, "places": wanted},
        )
    return kept


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
