"""Read the audit record: administrators and reviewers, since it holds ids and digests and nobody's figures."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from mentorlift.audit.asking import Asker
from mentorlift.audit.models import AuditRecord


def may_read_audit(actor: Asker) -> bool:
    return actor.is_administrator or actor.is_reviewer


def visible_records(actor: Asker, *, action: str = "", subject: str = "", actor_id: str = "") -> QuerySet[AuditRecord]:
    """Records, newest first, narrowed by the beginning of action or subject or by who did it."""
    if not may_read_audit(actor):
        return AuditRecord.objects.none()
    found = AuditRecord.objects.order_by("-sequence")
    if action:
        found = found.filter(action__startswith=action)
    if subject:
        found = found.filter(subject__startswith=subject)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    return found


def last_change(prefixes: Iterable[str]) -> int:
    """The number of the latest record whose action begins with one of `prefixes`; 0 for none. It tells nothing of what
    was done: whoever keeps something worked out asks whether it still holds."""
    of_these = Q()
    for prefix in prefixes:
        of_these |= Q(action__startswith=prefix)
    # from the newest back: never by the order of the texts, which databases see differently
    newest = AuditRecord.objects.filter(of_these).order_by("-sequence").values_list("sequence", flat=True)
    return newest.first() or 0
