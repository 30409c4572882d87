"""Letters, written into the outbox one by one; a repetition writes none twice. And the words of those who are gone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.programmes.letters import in_words_of, readers_of, write
from mentorlift.programmes.letters.asking import offer_values, wish_values
from mentorlift.programmes.letters.guide import guide_values
from mentorlift.programmes.models import MentorOffer, Programme, Wish

_STEP = 20  # letters between two signs of life


@job("programmes.send_wish_questions", title=_("Asking who would like a mentor"))
def send_wish_questions(run: JobRun, *, cohort_id: str) -> dict[str, int]:
    """Write to everybody of a cohort who was asked; people without an address are counted."""
    wishes = list(Wish.objects.filter(cohort_id=cohort_id).select_related("cohort__programme", "question"))
    letters = [
        Asking(wish.person_id, wish.cohort.programme, f"wish:{wish.id}", partial(wish_values, wish)) for wish in wishes
    ]
    return _write(run, "wish", letters)


@job("programmes.send_mentor_invitations", title=_("Inviting mentors"))
def send_mentor_invitations(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to the mentors of these offers; people without an address are counted."""
    offers = list(MentorOffer.objects.filter(id__in=offer_ids).select_related("programme"))
    letters = [
        # a second invitation is another letter; a repetition of this job is not
        Asking(
            offer.person_id,
            offer.programme,
            f"offer:{offer.id}:{offer.invited_at:%Y%m%d%H%M%S}",
            partial(offer_values, offer),
        )
        for offer in offers
    ]
    return _write(run, "invitation", letters)


@job("programmes.send_guide_reminders", title=_("Reminding mentors of the guide"))
def send_guide_reminders(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to those of these mentors who still have not read it, and whom nobody reminded in the last days."""
    from mentorlift.programmes.services.volunteers import A_REMINDER_EVERY

    offers = MentorOffer.objects.filter(id__in=offer_ids, accepted=True, guide=None)
    due = list(offers.select_related("programme__owner__identity"))
    spell = int(run.now.timestamp() // A_REMINDER_EVERY.total_seconds())
    letters = [
        Asking(offer.person_id, offer.programme, f"guide:{offer.id}:{spell}", partial(guide_values, offer))
        for offer in due
    ]
    return _write(run, "guide_reminder", letters)


@job("programmes.sweep", every=timedelta(minutes=15), title=_("Deleting what people who were erased said"))
def sweep(run: JobRun) -> dict[str, int]:
    """Delete the words of the erased, and of programmes that ended what mentors said of their own load."""
    from mentorlift.programmes.services.erasure import remove_words

    return {"removed": remove_words(now=run.now)}


@dataclass(frozen=True, slots=True)
class Asking:
    """One letter with a link that only its reader should have."""

    person_id: UUID
    programme: Programme
    key: str
    values: Callable[..., dict[str, str]]


def _write(run: JobRun, kind: str, letters: Sequence[Asking]) -> dict[str, int]:
    """One letter a person, in their language."""
    readers = readers_of([letter.person_id for letter in letters], run.now)
    for number, letter in enumerate(letters):
        if number % _STEP == 0:
            run.progress(number, len(letters))
        if (reader := readers.get(letter.person_id)) is None:
            continue
        with in_words_of(reader, letter.programme):
            values = letter.values(name=reader.name)
            write(
                letter.programme,
                kind,
                reader,
                values,
                key=letter.key,
                now=run.now,
                actor_id=run.requested_by,
                is_secret=True,
            )
    written = sum(letter.person_id in readers for letter in letters)
    return {"written": written, "without_address": len(letters) - written}
