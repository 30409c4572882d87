"""What stands in a letter when it is only looked at: real where it is known, an example where it is not yet."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.people.queries import names
from mentorlift.programmes.models import Cohort, Programme

HELLO = {"name": gettext_lazy("the reader's name"), "programme": gettext_lazy("the name of the programme")}


def name_or_example(person_id: UUID | None) -> str:
    """A real name, or one that is nobody's."""
    return (names([person_id]).get(person_id) if person_id else None) or _("Alex Example")


def other_example() -> str:
    """Whom the reader is paired with, where nobody is paired yet."""
    return _("Kim Example")


def own_link(part: str) -> str:
    """Stands for a link that only its own person may have; it leads nowhere."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/{part}/…"


def cohort_for(programme: Programme, person_id: UUID | None) -> Cohort | None:
    """The intake of a person, or the latest one."""
    cohorts = Cohort.objects.filter(programme=programme)
    own = cohorts.filter(roster__person_id=person_id).first() if person_id else None
    return own or cohorts.order_by("-starts_on").first()


def first_day(programme: Programme, person_id: UUID | None, now: datetime) -> tuple[date, date | None]:
    """First day of the mentored and of the others as planned; two weeks ahead where no intake has one yet."""
    if cohort := cohort_for(programme, person_id):
        return cohort.starts_on, cohort.serves_on
    starts_on = localdate(now) + timedelta(days=14)
    weeks = programme.others_start_after_weeks
    return starts_on, None if weeks is None else starts_on + timedelta(weeks=weeks)
