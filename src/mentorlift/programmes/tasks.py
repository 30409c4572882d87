"""Letters, written into the outbox one by one; a repetition writes none twice. And the words of those who are gone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.programmes.letters import Reader, in_words_of, readers_of, write
from mentorlift.programmes.letters.asking import offer_values, wish_values
from mentorlift.programmes.letters.framing import framing_values
from mentorlift.programmes.letters.guide import guide_values
from mentorlift.programmes.letters.together import one_instant
from mentorlift.programmes.models import MentorOffer, Programme, Wish
from mentorlift.programmes.queries.briefing import people_hear_from
from mentorlift.programmes.queries.letter_readers import know_of_it

_STEP = 20  # letters between two signs of life


@job("programmes.send_wish_questions", title=_("Asking who would like a mentor"))
def send_wish_questions(run: JobRun, *, cohort_id: str) -> dict[str, int]:
    """Write to everybody of a cohort who was asked; people without an address are counted."""
    wishes = list(Wish.objects.filter(cohort_id=cohort_id).select_related("cohort__programme", "question"))
    letters = [
        Letter(wish.person_id, wish.cohort.programme, f"wish:{wish.id}", partial(wish_values, wish)) for wish in wishes
    ]
    return _write(run, "wish", letters, is_secret=True)


@job("programmes.send_mentor_invitations", title=_("Inviting mentors"))
def send_mentor_invitations(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to the mentors of these offers; people without an address are counted."""
    offers = list(MentorOffer.objects.filter(id__in=offer_ids).select_related("programme"))
    letters = [
        # a second invitation is another letter; a repetition of this job is not
        Letter(
            offer.person_id,
            offer.programme,
            f"offer:{offer.id}:{offer.invited_at:%Y%m%d%H%M%S}",
            partial(offer_values, offer),
        )
        for offer in offers
    ]
    return _write(run, "invitation", letters, is_secret=True)


@job("programmes.send_briefings", title=_("Telling line managers"))
def send_briefings(run: JobRun, *, programme_id: str, manager_ids: Sequence[str]) -> dict[str, int]:
    """Write to these managers."""
    programme = Programme.objects.get(id=programme_id)
    letters = [
        Letter(UUID(one), programme, f"briefing:{programme_id}:{one}", partial(framing_values, programme, at=run.now))
        for one in manager_ids
    ]
    return _write(run, "briefing", letters, first=True)


@job("programmes.send_stop_letters", title=_("Telling everybody that it has stopped"))
def send_stop_letters(run: JobRun, *, programme_id: str, at: str) -> dict[str, int]:
    """Write to everybody who knows of the programme."""
    programme = Programme.objects.get(id=programme_id)
    values = partial(framing_values, programme, at=datetime.fromisoformat(at))
    letters = [Letter(one, programme, f"stopped:{programme_id}:{one}", values) for one in know_of_it(programme)]
    return _write(run, "stopped", letters)


@job("programmes.send_guide_reminders", title=_("Reminding mentors of the guide"))
def send_guide_reminders(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to those of these mentors who still have not read it, and whom nobody reminded in the last days."""
    from mentorlift.programmes.services.volunteers import A_REMINDER_EVERY

    offers = MentorOffer.objects.filter(id__in=offer_ids, accepted=True, guide=None)
    due = list(offers.select_related("programme__owner__identity"))
    spell = int(run.now.timestamp() // A_REMINDER_EVERY.total_seconds())
    letters = [
        Letter(offer.person_id, offer.programme, f"guide:{offer.id}:{spell}", partial(guide_values, offer))
        for offer in due
    ]
    return _write(run, "guide_reminder", letters)


@job("programmes.sweep", every=timedelta(minutes=15), title=_("Deleting what people who were erased said"))
def sweep(run: JobRun) -> dict[str, int]:
    """Delete the words of the erased, and of programmes that ended what mentors said of their own load."""
    from mentorlift.programmes.services.erasure import remove_words

    return {"removed": remove_words(now=run.now)}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person; `values(name=...)` gives what stands in it, in the language in force."""

    person_id: UUID
    programme: Programme
    key: str
    values: Callable[..., dict[str, str]]


def _write(
    run: JobRun, kind: str, letters: Sequence[Letter], *, is_secret: bool = False, first: bool = False
) -> dict[str, int]:
    """One letter a person, in their language, all due at one instant; `first`: before anybody else is told."""
    readers = readers_of([one.person_id for one in letters], run.now)
    not_before = None if first or not letters else _due(letters[0].programme, readers, run.now)
    for number, one in enumerate(letters):
        if number % _STEP == 0:
            run.progress(number, len(letters))
        if (reader := readers.get(one.person_id)) is None:
            continue
        with in_words_of(reader, one.programme):
            write(
                one.programme,
                kind,
                reader,
                one.values(name=reader.name),
                key=one.key,
                now=run.now,
                actor_id=run.requested_by,
                not_before=not_before,
                is_secret=is_secret,
            )
    written = sum(one.person_id in readers for one in letters)
    return {"written": written, "without_address": len(letters) - written}


def _due(programme: Programme, readers: Mapping[UUID, Reader], now: datetime) -> datetime:
    """After whom they report to, in the working hours of all."""
    return one_instant(readers.values(), not_before=people_hear_from(programme, readers, now=now))
