"""Read the outbox: the delivery log for administrators, the mails themselves for visitors of the demo."""

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from mentorlift.audit.asking import Asker
from mentorlift.notifications.models import Delivery, Message


def delivery_log(actor: Asker, *, state: str = "") -> QuerySet[Message]:
    """Messages without their texts, newest first, each with `last_state`, `last_at`, `last_detail` (None: not yet)."""
    if not actor.is_administrator:
        return Message.objects.none()
    last = Delivery.objects.filter(message=OuterRef("pk")).order_by("-at", "-id")
    found = Message.objects.defer("body", "calendar").annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        last_detail=Subquery(last.values("detail")[:1]),
    )
    if state == "waiting":
        return found.filter(last_state=None)
    return found.filter(last_state=state) if state else found


def demo_mails() -> QuerySet[Message]:
    """All mails with their texts, in the demo; none anywhere else."""
    return Message.objects.all() if settings.DEMO else Message.objects.none()
