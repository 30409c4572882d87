"""Letters, written into the outbox one by one; a repetition writes none twice. And the words of those who are gone."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mentorlift.accounts.models import User
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.notifications.services import send
from mentorlift.people.models import Identity
from mentorlift.programmes.letters import asking, guide
from mentorlift.programmes.models import MentorOffer, Wish

Asked = TypeVar("Asked", Wish, MentorOffer)
_STEP = 20  # letters between two signs of life


@job("programmes.send_wish_questions", title=_("Asking who would like a mentor"))
def send_wish_questions(run: JobRun, *, cohort_id: str) -> dict[str, int]:
    """Write to everybody of a cohort who was asked; people without an address are counted."""
    wishes = list(Wish.objects.filter(cohort_id=cohort_id).select_related("cohort__programme", "question"))
    return _write(run, wishes, letter=asking.wish_letter, key=lambda wish: f"wish:{wish.id}")


@job("programmes.send_mentor_invitations", title=_("Inviting mentors"))
def send_mentor_invitations(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to the mentors of these offers; people without an address are counted."""
    offers = list(MentorOffer.objects.filter(id__in=offer_ids).select_related("programme"))
    # a second invitation is another letter; a repetition of this job is not
    return _write(
        run, offers, letter=asking.offer_letter, key=lambda offer: f"offer:{offer.id}:{offer.invited_at:%Y%m%d%H%M%S}"
    )


@job("programmes.send_guide_reminders", title=_("Reminding mentors of the guide"))
def send_guide_reminders(run: JobRun, *, offer_ids: Sequence[str]) -> dict[str, int]:
    """Write to those of these mentors who still have not read it, and whom nobody reminded in the last days."""
    from mentorlift.programmes.services.volunteers import A_REMINDER_EVERY

    offers = MentorOffer.objects.filter(id__in=offer_ids, accepted=True, guide=None)
    due = list(offers.select_related("programme__owner__identity"))
    spell = int(run.now.timestamp() // A_REMINDER_EVERY.total_seconds())
    return _write(run, due, letter=guide.guide_letter, key=lambda offer: f"guide:{offer.id}:{spell}")


@job("programmes.sweep", every=timedelta(minutes=15), title=_("Deleting what people who were erased said"))
def sweep(run: JobRun) -> dict[str, int]:
    """Delete the words of the erased, and of programmes that ended what mentors said of their own load."""
    from mentorlift.programmes.services.erasure import remove_words

    return {"removed": remove_words(now=run.now)}


def _write(
    run: JobRun, asked: Sequence[Asked], *, letter: Callable[..., tuple[str, str]], key: Callable[[Asked], str]
) -> dict[str, int]:
    """One letter a person, in their language, with a link that only they should have."""
    readers = _readers([one.person_id for one in asked])
    sent = 0
    for number, one in enumerate(asked):
        if number % _STEP == 0:
            run.progress(number, len(asked))
        name, email, language = readers.get(one.person_id, ("", "", ""))
        if not email:
            continue
        with override(language):
            subject, body = letter(one, name=name, language=language)
        send(
            key=key(one),
            to=email,
            subject=subject,
            body=body,
            now=run.now,
            actor_id=run.requested_by,
            is_secret=True,
        )
        sent += 1
    return {"written": sent, "without_address": len(asked) - sent}


def _readers(person_ids: Sequence[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """person id -> name, address, language; two queries."""
    languages = dict(User.objects.filter(person_id__in=person_ids).values_list("person_id", "language"))
    rows = Identity.objects.filter(person_id__in=person_ids).values_list("person_id", "name", "email")
    return {
        person_id: (name, email, languages.get(person_id, settings.LANGUAGE_CODE)) for person_id, name, email in rows
    }
