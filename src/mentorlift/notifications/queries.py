"""Read the outbox: the delivery log for administrators, the mails themselves for visitors of the demo."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

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


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the letters of one kind; `waiting` are those that still have to leave."""

    written: int
    sent: int
    waiting: int
    came_back: int


def letter_counts(about: str) -> dict[str, Counts]:
    """By kind, of all letters about one thing: one query. For whoever may read the life of it."""
    rows = Delivery.objects.filter(message=OuterRef("pk"))
    bounced, ended = Exists(rows.filter(state="bounced")), Exists(rows.filter(state__in=Delivery.FINAL))
    sent = Exists(rows.filter(state__in=["sent", "joined"])) & ~bounced
    found = Message.objects.filter(about=about).exclude(kind="digest").order_by().values("kind")
    counted = found.annotate(
        written=Count("id"),
        sent=Count("id", filter=sent),
        waiting=Count("id", filter=~ended),
        came_back=Count("id", filter=bounced),
    )
    rows_of = counted.values_list("kind", "written", "sent", "waiting", "came_back")
    return {kind: Counts(*numbers) for kind, *numbers in rows_of}


def bounced_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of `addresses` from which the latest mail came back: two queries."""
    wanted = list(addresses)
    came_back = Message.objects.filter(to__in=wanted, deliveries__state="bounced").order_by().values("to")
    back = dict(came_back.annotate(at=Max("created_at")).values_list("to", "at"))
    arrived = Message.objects.filter(to__in=list(back), deliveries__state="sent").exclude(deliveries__state="bounced")
    good = dict(arrived.order_by().values("to").annotate(at=Max("created_at")).values_list("to", "at"))
    return {address for address, at in back.items() if address not in good or good[address] < at}


def demo_mails() -> QuerySet[Message]:
    """All mails with their texts, in the demo; none anywhere else."""
    return Message.objects.all() if settings.DEMO else Message.objects.none()
