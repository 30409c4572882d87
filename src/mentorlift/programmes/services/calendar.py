"""Weeks, guides and closed days."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.programmes.models import (
    ClosedDate,
    Programme,
    ProgrammeWeek,
)
from mentorlift.programmes.rules.templates import TEMPLATES, guide_of
from mentorlift.programmes.services.faults import UnableToChange, being_set_up, refuse_when_ended

MOST_MONTH_END = 10  # working days


def change_calendar(*, programme: Programme, weeks: int, actor_id: str, now: datetime) -> Programme:
    """How many weeks it lasts; new weeks get the template's guide, dropped ones go."""
    if not 1 <= weeks <= 52:
        raise UnableToChange(_("A programme lasts between 1 and 52 weeks."))
    with transaction.atomic():
        locked = being_set_up(programme)
        pattern = TEMPLATES[locked.template]
        locked.guides.filter(number__gt=weeks).delete()
        have = set(locked.guides.values_list("number", flat=True))
        for number in range(1, weeks + 1):
            if number not in have:
                week = guide_of(pattern, number)
                ProgrammeWeek.objects.create(
                    programme=locked, number=number, title=str(week.title), guide=str(week.guide), minutes=week.minutes
                )
        locked.weeks = weeks
        locked.save(update_fields=["weeks"])
        _record("change_calendar", locked, actor_id, now, weeks=weeks)
    return locked


def write_guide(
    *, programme: Programme, number: int, title: str, guide: str, minutes: int, actor_id: str, now: datetime
) -> ProgrammeWeek:
    """The guide of one week; it may be improved while the programme runs."""
    if not title.strip() or not guide.strip() or not 5 <= minutes <= 240:
        raise UnableToChange(_("A week needs a title, a guide, and a meeting of 5 to 240 minutes."))
    with transaction.atomic():
        week = ProgrammeWeek.objects.select_for_update().get(programme=programme, number=number)
        week.title, week.guide, week.minutes = title.strip(), guide.strip(), minutes
        week.save(update_fields=["title", "guide", "minutes"])
        _record("write_guide", programme, actor_id, now, week=number)
    return week


def close_date(
    *, programme: Programme, on: date, site: str = "", reason: str = "", actor_id: str, now: datetime
) -> ClosedDate:
    """Nobody meets on this day, everywhere or at one site; closing it again changes the reason."""
    with transaction.atomic():
        closed, _fresh = ClosedDate.objects.update_or_create(
            programme=programme, on=on, site=site, defaults={"reason": reason.strip()}
        )
        _record("close_date", programme, actor_id, now, on=on.isoformat())
    return closed


def close_dates(
    *, programme: Programme, days: Mapping[date, str], site: str = "", actor_id: str, now: datetime
) -> None:
    """Nobody meets on any of these days (day -> reason); days closed already keep their reason."""
    with transaction.atomic():
        ClosedDate.objects.bulk_create(
            [ClosedDate(programme=programme, on=day, site=site, reason=reason) for day, reason in days.items()],
            ignore_conflicts=True,
        )
        _record("close_dates", programme, actor_id, now, days=len(days))


def keep_month_end_free(*, programme: Programme, days: int, actor_id: str, now: datetime) -> Programme:
    """Nobody meets on the last `days` working days of a month (0: they do). Meetings planned before stay where they
    are; planning and moves from now on leave these days out."""
    if not 0 <= days <= MOST_MONTH_END:
        raise UnableToChange(_("Keep between 0 and %(most)d working days free.") % {"most": MOST_MONTH_END})
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToChange)
        before, locked.month_end_days = locked.month_end_days, days
        locked.save(update_fields=["month_end_days"])
        _record("keep_month_end_free", locked, actor_id, now, days=days, before=before)
    return locked


def open_date(*, programme: Programme, closed_date_id: int, actor_id: str, now: datetime) -> None:
    """Take a closed day back."""
    with transaction.atomic():
        ClosedDate.objects.filter(programme=programme, id=closed_date_id).delete()
        _record("open_date", programme, actor_id, now)


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
