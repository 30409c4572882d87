"""Give one protégé another mentor: in a draft, or in place of a pair that ended."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching.models import Draft
from mentorlift.matching.queries.choices import Choice, choices
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import Unmatchable
from mentorlift.matching.queries.rematch import Proposal, rematch
from mentorlift.matching.services.drafts import ask_for_draft
from mentorlift.matching.services.faults import UnableToChoose
from mentorlift.matching.services.holds import keep_together
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.services import UnableToPair, re_pair


def choose_mentor(
    *, draft: Draft, protege_id: UUID, mentor_id: UUID | None, on: date, actor: Actor, now: datetime
) -> Draft:
    """Lock the two and ask for a draft around them: both, or neither.

    Raises UnableToChoose for somebody the rules bar, and what the two services raise.
    """
    try:
        found = choices(draft, protege_id, on=on)
    except (KeyError, Unmatchable):
        raise UnableToChoose([_("Somebody changed this draft a moment ago. Look again.")]) from None
    chosen = _allowed(found, mentor_id)
    with transaction.atomic():
        keep_together(cohort=draft.cohort, protege_id=protege_id, mentor_id=chosen, actor=actor, now=now)
        policy = latest_policy(draft.cohort.programme) or draft.policy
        return ask_for_draft(cohort=draft.cohort, group=draft.group, policy=policy, actor=actor, now=now)


def replace_mentor(*, pair: Pair, mentor_id: UUID | None, on: date, actor: Actor, now: datetime) -> Pair:
    """Give the protégé of `pair` one of the mentors whom the policy allows. Raises UnableToChoose with every reason."""
    try:
        chosen = _allowed(rematch(pair, latest_policy(pair.programme), on=on).allowed, mentor_id)
        return re_pair(pair=pair, mentor_id=chosen, starts_on=on, actor=actor, now=now)
    except Unmatchable as error:
        raise UnableToChoose([str(error)]) from None
    except UnableToPair as error:
        raise UnableToChoose(error.faults) from None


def _allowed(found: Sequence[Choice | Proposal], mentor_id: UUID | None) -> UUID:
    """That mentor, if the rules allow them."""
    if mentor_id is None or not any(c.mentor.person_id == mentor_id and not c.barred for c in found):
        raise UnableToChoose([_("Choose somebody whom the rules allow.")])
    return mentor_id
