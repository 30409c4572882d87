"""The weeks of a cohort with their guides, and the questions of a sheet."""

from dataclasses import dataclass
from datetime import date

from mentorlift.programmes.models import ClosedDate, Cohort, Programme, ProgrammeWeek, Question, QuestionSet, Side
from mentorlift.programmes.rules.calendar import ClosedDays, session_weeks


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """One week of a cohort: what it is about, how long the meeting is, and on which days it can be."""

    number: int
    title: str
    guide: str
    minutes: int
    from_on: date
    until_on: date
    open_days: tuple[date, ...]


def closed_days(programme: Programme, *, site: str = "") -> ClosedDays:
    """Days closed everywhere, those of `site`, and the end of the month where nobody meets then."""
    closed = ClosedDate.objects.filter(programme=programme, site__in=["", site]).values_list("on", flat=True)
    return ClosedDays(frozenset(closed), programme.month_end_days)


def session_calendar(cohort: Cohort, *, site: str = "", starts_on: date | None = None) -> list[CalendarWeek]:
    """The weeks of `cohort` at `site`; from `starts_on` instead for those who start later. Two queries."""
    programme = cohort.programme
    guides = {guide.number: guide for guide in ProgrammeWeek.objects.filter(programme=programme)}
    weeks = session_weeks(
        starts_on or cohort.starts_on, weeks=programme.weeks, closed=closed_days(programme, site=site)
    )
    return [
        CalendarWeek(
            number=week.number,
            title=guides[week.number].title,
            guide=guides[week.number].guide,
            minutes=guides[week.number].minutes,
            from_on=week.from_on,
            until_on=week.until_on,
            open_days=week.open_days,
        )
        for week in weeks
    ]


def latest_question_set(programme: Programme) -> QuestionSet | None:
    return QuestionSet.objects.filter(programme=programme).order_by("-version").first()


def questions_for(question_set: QuestionSet, *, side: Side, week: int) -> list[Question]:
    """The questions `side` (protégé or mentor) answers in `week`, in order."""
    return list(question_set.questions.filter(side__in=[side, Side.BOTH], from_week__lte=week))
