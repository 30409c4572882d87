"""Programmes that are over: from there on the time of what was written in them runs."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from mentorlift.programmes.models import Programme


def ended_programmes(*, before: datetime) -> QuerySet[Programme]:
    """Closed or stopped before an instant."""
    return Programme.objects.filter(Q(closing__at__lt=before) | Q(stop__at__lt=before))


def earliest_end(programmes: QuerySet[Programme]) -> datetime | None:
    """When the first of these was closed or stopped; None where all go on."""
    ends = programmes.annotate(end=Coalesce("closing__at", "stop__at"))
    found: datetime | None = ends.aggregate(first=Min("end"))["first"]
    return found
