"""Give one protégé another mentor: in a draft, or in place of a pair that ended."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching.models import Draft, MatchPolicy
from mentorlift.matching.queries.choices import may_have
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import Unmatchable, waiting_people
from mentorlift.matching.queries.rematch import may_follow
from mentorlift.matching.services.drafts import ask_for_draft
from mentorlift.matching.services.faults import UnableToChoose
from mentorlift.matching.services.holds import keep_together
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.services import UnableToPair, re_pair
from mentorlift.programmes.models import Cohort


def choose_mentor(
    *, draft: Draft, protege_id: UUID, mentor_id: UUID | None, on: date, actor: Actor, now: datetime
) -> Draft:
    """Lock the two and ask for a draft around them: both, or neither.

    Raises UnableToChoose for somebody the rules bar, and what the two services raise.
    """
    cohort = draft.cohort
    if not waiting_people(cohort, draft.group, on=on).filter(person_id=protege_id).exists():
        raise UnableToChoose([_("Somebody changed this draft a moment ago. Look again.")])
    chosen = _allowed(cohort, draft.policy, protege_id, mentor_id, on=on)
    with transaction.atomic():
        keep_together(cohort=draft.cohort, protege_id=protege_id, mentor_id=chosen, actor=actor, now=now)
        policy = latest_policy(draft.cohort.programme) or draft.policy
        return ask_for_draft(cohort=draft.cohort, group=draft.group, policy=policy, actor=actor, now=now)


def replace_mentor(*, pair: Pair, mentor_id: UUID | None, on: date, actor: Actor, now: datetime) -> Pair:
    """Give the protégé of `pair` one of the mentors whom the policy allows. Raises UnableToChoose with every reason."""
    try:
        if mentor_id is None or not may_follow(pair, latest_policy(pair.programme), mentor_id, on=on):
            raise UnableToChoose([_("Choose somebody whom the rules allow.")])
        return re_pair(pair=pair, mentor_id=mentor_id, starts_on=on, actor=actor, now=now)
    except Unmatchable as error:
        raise UnableToChoose([str(error)]) from None
    except UnableToPair as error:
        raise UnableToChoose(error.faults) from None


def _allowed(cohort: Cohort, version: MatchPolicy, protege_id: UUID, mentor_id: UUID | None, *, on: date) -> UUID:
    """That mentor, if the rules allow them and they have a place."""
    try:
        if mentor_id is not None and may_have(cohort, version, protege_id, mentor_id, on=on):
            return mentor_id
    except Unmatchable as error:
        raise UnableToChoose([str(error)]) from None
    raise UnableToChoose([_("Choose somebody whom the rules allow.")])
