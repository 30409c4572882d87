"""Read the audit record: administrators only."""

from django.db.models import QuerySet

from mentorlift.audit.asking import Asker
from mentorlift.audit.models import AuditRecord


def visible_records(actor: Asker, *, action: str = "", subject: str = "", actor_id: str = "") -> QuerySet[AuditRecord]:
    """Records, newest first, narrowed by the beginning of action or subject or by who did it."""
    if not actor.is_administrator:
        return AuditRecord.objects.none()
    found = AuditRecord.objects.order_by("-sequence")
    if action:
        found = found.filter(action__startswith=action)
    if subject:
        found = found.filter(subject__startswith=subject)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    return found
