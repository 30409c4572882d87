"""When a mail may leave: in its reader's working hours, and at most two a week to one person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.files.working_hours import WorkingHours
from mentorlift.notifications.models import Delivery, Message, Pace

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 2


def opens_at(message: Message, now: datetime) -> datetime:
    """`now`, or the first instant after it that is not too early and in the reader's working hours."""
    earliest = max(now, message.not_before or now)
    if not message.hours or settings.MAIL_HOURS != "working":
        return earliest
    return WorkingHours.parse(message.hours, default_zone=settings.TIME_ZONE).next_open(earliest)


def free_at(message: Message, now: datetime) -> datetime:
    """`now`, or when the earlier of this week's two mails to the same person is a week old."""
    counted = Message.objects.filter(to=message.to, counted_at__gt=now - A_WEEK).exclude(id=message.id)
    at = counted.order_by("-counted_at").values_list("counted_at", flat=True)
    this_week = [one for one in at[:MOST_A_WEEK] if one is not None]
    return this_week[-1] + A_WEEK if len(this_week) == MOST_A_WEEK else now


def open_messages(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those that still have to leave."""
    return messages.filter(~Exists(_ended())).exclude(to="")


def waiting_with(message: Message, now: datetime) -> list[Message]:
    """Other mails to the same person that can leave now and wait for a place of a week, in the order of writing."""
    others = Message.objects.filter(to=message.to, pace=Pace.CAN_WAIT, calendar=None, claim=None)
    in_time = Q(not_before=None) | Q(not_before__lte=now)
    worth_it = Q(expires_at=None) | Q(expires_at__gt=now)
    return list(open_messages(others.filter(in_time, worth_it).exclude(id=message.id)).order_by("created_at", "id"))


def _ended() -> QuerySet[Delivery]:
    return Delivery.objects.filter(message=OuterRef("pk"), state__in=Delivery.FINAL)
