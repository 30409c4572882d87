"""Keep what approvers decide, and what is signed as not needed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import policies, readiness, scope
from mentorlift.programmes.models import Approval, ApprovalDocument, Approver, Decision, Programme, Waiver
from mentorlift.programmes.queries.people import actor_names
from mentorlift.programmes.rules.documents import MOST_BYTES, kind_of, safe_name
from mentorlift.programmes.services.faults import refuse_when_ended


class UnableToApprove(Exception):
    """The approval was not kept; the text says why and what to do."""


class UnableToWaive(Exception):
    """The condition stands as it stood; the text says why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An uploaded file."""

    name: str
    content: bytes


def keep_approval(
    *,
    programme: Programme,
    approver: str,
    signed_by: str,
    decided_on: date,
    scope_text: str = "",
    reference: str = "",
    paper: Paper | None = None,
    actor: Actor,
    now: datetime,
) -> Approval:
    """Write down an approval given on paper, of everything as it stands now.

    `paper` (PDF, PNG or JPEG of up to 5 MB) or `reference` says where it can be read. Raises UnableToApprove.
    """
    if not policies.may_run_programmes(actor):
        raise UnableToApprove(_("Only those who run programmes can write down an approval for somebody else."))
    if not signed_by.strip():
        raise UnableToApprove(_("Say who approved it."))
    if paper is None and not reference.strip():
        raise UnableToApprove(_("Add the document, or say where it can be read."))
    if decided_on > organisation_day(now):
        raise UnableToApprove(_("This day has not come yet. Write it down once it is approved."))
    with transaction.atomic():
        document = _kept(programme, paper, actor, now) if paper else None
        return _decide(
            programme,
            approver,
            Decision.GIVEN,
            actor,
            now,
            signed_by=signed_by.strip(),
            decided_on=decided_on,
            scope=scope_text.strip(),
            reference=reference.strip(),
            document=document,
        )


def decide(
    *, programme: Programme, approver: str, approves: bool, comment: str = "", actor: Actor, now: datetime
) -> Approval:
    """The approver's own decision, signed in. A refusal needs a comment. Raises UnableToApprove."""
    if not policies.may_approve(actor, approver):
        raise UnableToApprove(_("This is decided by somebody else."))
    if not approves and not comment.strip():
        raise UnableToApprove(_("Say what stands in the way, so that it can be changed."))
    return _decide(
        programme,
        approver,
        Decision.GIVEN if approves else Decision.REFUSED,
        actor,
        now,
        signed_by=actor_names([actor.user_id]).get(actor.user_id, actor.name)[:120],
        decided_on=organisation_day(now),
        comment=comment.strip(),
        own_hand=True,
    )


def sign_not_needed(*, programme: Programme, approver: str, reason: str, actor: Actor, now: datetime) -> Approval:
    """Sign that this approval is not needed, with a reason that reviewers read. Raises UnableToApprove."""
    if not policies.may_run_programmes(actor):
        raise UnableToApprove(_("Only those who run programmes can sign this."))
    if not reason.strip():
        raise UnableToApprove(_("Say why it is not needed. The reason stays, with your name."))
    return _decide(
        programme,
        approver,
        Decision.NOT_NEEDED,
        actor,
        now,
        signed_by=actor_names([actor.user_id]).get(actor.user_id, actor.name)[:120],
        decided_on=organisation_day(now),
        comment=reason.strip(),
        own_hand=True,
    )


def waive(*, programme: Programme, condition: str, reason: str, actor: Actor, now: datetime) -> Waiver:
    """Sign a condition of the start as not needed. Raises UnableToWaive where nothing can stand in for it."""
    known = readiness.condition_of(condition)
    if not policies.may_run_programmes(actor) or known is None or not known.waiver:
        raise UnableToWaive(_("Nothing can stand in for this. It has to be done."))
    if not reason.strip():
        raise UnableToWaive(_("Say why. The reason stays, with your name."))
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToWaive)
        waiver, fresh = Waiver.objects.get_or_create(
            programme=locked,
            condition=condition,
            withdrawn_at=None,
            defaults={"reason": reason.strip()[:300], "at": now, "by": actor.user_id},
        )
        if fresh:
            _record("waive", locked, actor, now, condition=condition)
    return waiver


def withdraw_waiver(*, programme: Programme, condition: str, actor: Actor, now: datetime) -> None:
    """The condition counts again."""
    with transaction.atomic():
        taken_back = Waiver.objects.filter(programme=programme, condition=condition, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=actor.user_id
        )
        if taken_back:
            _record("withdraw_waiver", programme, actor, now, condition=condition)


def _kept(programme: Programme, paper: Paper, actor: Actor, now: datetime) -> ApprovalDocument:
    kind = kind_of(paper.content)
    if len(paper.content) > MOST_BYTES:
        raise UnableToApprove(_("The document is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if kind is None:
        raise UnableToApprove(_("Only PDF, PNG and JPEG are kept. Save the document as a PDF."))
    return ApprovalDocument.objects.create(
        programme=programme,
        name=safe_name(paper.name, kind),
        content_type=kind,
        content=paper.content,
        digest=hashlib.sha256(paper.content).hexdigest(),
        at=now,
        by=actor.user_id,
    )


def _decide(
    programme: Programme, approver: str, decision: Decision, actor: Actor, now: datetime, **words: object
) -> Approval:
    if approver not in Approver.values:
        raise UnableToApprove(_("Choose who approves."))
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToApprove)
        covers = scope.digests(scope.scope_of(locked))
        kept = Approval.objects.create(
            programme=locked,
            approver=approver,
            decision=decision,
            covers=covers,
            said=scope.in_every_language(locked),
            at=now,
            by=actor.user_id,
            **words,
        )
        record(
            actor_id=actor.user_id,
            action="programmes.decide",
            subject=f"programme:{locked.id}",
            now=now,
            ids={"approver": approver, "decision": decision.value, "own_hand": kept.own_hand},
            digests=covers | ({"document": kept.document.digest} if kept.document else {}),
        )
    return kept


def _record(verb: str, programme: Programme, actor: Actor, now: datetime, **ids: object) -> None:
    record(actor_id=actor.user_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
