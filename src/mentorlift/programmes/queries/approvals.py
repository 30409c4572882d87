"""How each approval stands against what would be approved today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import policies, scope
from mentorlift.programmes.models import Approval, ApprovalDocument, Approver, Decision, Programme


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """One approver: the newest decision, those before it, and what changed since (nothing when it holds)."""

    approver: Approver
    newest: Approval | None
    earlier: Sequence[Approval]
    changed: Sequence[scope.Change]

    @property
    def stands(self) -> bool:
        """Given or signed as not needed, and of what the programme is today."""
        return self.newest is not None and self.newest.decision != Decision.REFUSED and not self.changed

    @property
    def word(self) -> str:
        """ "stands", "changed", "refused" or "open"."""
        if self.newest is None:
            return "open"
        if self.newest.decision == Decision.REFUSED:
            return "refused"
        return "changed" if self.changed else "stands"


def approval_states(programme: Programme, parts: Sequence[scope.PartNow]) -> list[ApprovalState]:
    """All approvers in order; one query."""
    return states_of_each([programme], {programme.id: parts})[programme.id]


def states_of_each(
    programmes: Sequence[Programme], scopes: Mapping[UUID, Sequence[scope.PartNow]]
) -> dict[UUID, list[ApprovalState]]:
    """The `approval_states` of each programme, by its id; one query for all."""
    decided: dict[UUID, list[Approval]] = {programme.id: [] for programme in programmes}
    rows = Approval.objects.filter(programme__in=programmes).select_related("document").defer("document__content")
    for row in rows:
        decided[row.programme_id].append(row)
    return {one.id: _states(decided[one.id], scopes[one.id]) for one in programmes}


def _states(rows: Sequence[Approval], parts: Sequence[scope.PartNow]) -> list[ApprovalState]:
    found = []
    for approver in Approver:
        own = [row for row in rows if row.approver == approver]
        newest = own[-1] if own else None
        since = (
            scope.changed(newest.covers, newest.said, parts) if newest and newest.decision != Decision.REFUSED else []
        )
        found.append(ApprovalState(approver, newest, own[-2::-1], since))
    return found


def document(actor: Actor, programme: Programme, document_id: UUID) -> ApprovalDocument | None:
    """A paper with its content, for those who read approvals."""
    if not policies.may_read_approvals(actor):
        return None
    return ApprovalDocument.objects.filter(programme=programme, id=document_id).first()
