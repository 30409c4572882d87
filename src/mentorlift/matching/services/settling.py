"""End a request once and tell whoever has to know. Everybody who ends one holds the mentor's offer first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from mentorlift.audit.services import record
from mentorlift.matching.messages import tell_outcome
from mentorlift.matching.models import MentorRequest
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.services.pairs import lock_offers


@contextmanager
def holding(request: MentorRequest) -> Iterator[None]:
    """One transaction in which nobody else asks this mentor, answers for them or takes one of their places."""
    with transaction.atomic():
        lock_offers(request.programme, [request.mentor_id])
        yield


def settle(
    request: MentorRequest, outcome: str, *, by: str, now: datetime, answer_line: str = "", pair: Pair | None = None
) -> bool:
    """Claim an open request by compare-and-swap and write the letters; False when somebody else ended it first."""
    claimed = MentorRequest.objects.filter(id=request.id, settled_at=None).update(
        settled_at=now, settled_by=by, outcome=outcome, answer_line=answer_line, pair=pair
    )
    if claimed:
        request.refresh_from_db(fields=["settled_at", "settled_by", "outcome", "answer_line", "pair"])
        tell_outcome(request, now=now, actor_id=by)
    return bool(claimed)


def settle_alone(request: MentorRequest, outcome: str, *, by: str, now: datetime, answer_line: str = "") -> bool:
    """The same as a change of its own, with its record. The record says that a request ended, never how or whose."""
    with holding(request):
        if not settle(request, outcome, by=by, now=now, answer_line=answer_line):
            return False
        audit(request, "settle_request", by, now)
    return True


def audit(request: MentorRequest, verb: str, by: str, now: datetime) -> None:
    """One line in the audit record, without the two people."""
    ids = {"choosing": request.choosing_id}
    record(actor_id=by, action=f"matching.{verb}", subject=f"request:{request.id}", now=now, ids=ids)
