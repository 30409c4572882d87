"""Which day it is."""

from datetime import date, datetime

from django.utils import timezone


def organisation_day(at: datetime) -> date:
    """The day it is at the organisation (MENTORLIFT_TIME_ZONE) at an instant, whoever's clock a page shows.

    Who is employed, what is due and what falls on a day is asked of this day. Meetings are shown, logged and moved by
    the wall of the person who looks.
    """
    return timezone.localtime(at, timezone.get_default_timezone()).date()
