"""The line "managers agreed to the hours" of the list that says whether a programme is ready to start."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.mentorships.queries.agreed import Word, words_of_intakes
from mentorlift.mentorships.queries.answered import Said, answers_of
from mentorlift.mentorships.rules.impossible import DaysOff
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.readiness import Act, Condition, Standing, register_condition

SILENCE = timedelta(days=7)  # after which a manager without a word holds up nobody: docs/rules/hours.md


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_condition(
        Condition(
            key="hours",
            position=45,
            title=gettext_lazy("Managers agreed to the hours"),
            holds_up=frozenset({Act.DRAW}),
            describe=_describe,
        )
    )


def _describe(programme: Programme, now: datetime) -> Standing | None:
    """None while nobody is on a list of an intake that is still to be drawn, or nobody on it has a manager."""
    today = organisation_day(now)
    waiting = list(Cohort.objects.filter(programme=programme, draw=None).select_related("programme"))
    answers = answers_of(waiting, today=today)
    if not answers:
        return None
    silent = [one for one in answers if not one.has_answered]
    awaited = [one for one in silent if _is_awaited(one.cohort, one.asked_at, now)]
    return Standing(
        done=not awaited,
        line=_counts(answers, awaited, late=len(silent) - len(awaited)),
        url=reverse("mentorships:managers", args=[programme.id]),
        owner=_("sales managers") if awaited else "",
        by_name=lazy(_by_name, str)(waiting, today, now),
    )


def _is_awaited(cohort: Cohort, asked_at: datetime | None, now: datetime) -> bool:
    """Whether the draw waits for a manager without a word: not once the list is fixed, or a week is over."""
    return cohort.frozen_at is None and (asked_at is None or now - asked_at < SILENCE)


def _counts(answers: list[Said], awaited: list[Said], *, late: int) -> str:
    """How many said what, without a name and without a day."""
    answered = sum(one.has_answered for one in answers)
    parts = [
        ngettext("%(agreed)d of %(n)d answer is there", "%(agreed)d of %(n)d answers are there", len(answers))
        % {"agreed": answered, "n": len(answers)}
    ]
    if any(one.asked_at is None for one in awaited):
        parts.append(_("some were not asked yet"))
    if late:
        parts.append(_("without a word within a week: %(n)d") % {"n": late})
    if limited := sum(one.has_days for one in answers):
        parts.append(_("with impossible days: %(n)d") % {"n": limited})
    return "; ".join(parts)


def _by_name(waiting: list[Cohort], today: date, now: datetime) -> str:
    found = words_of_intakes(waiting, today=today)
    words = [(cohort, word) for cohort in waiting for word in found[cohort.id]]
    silent = [(word, _is_awaited(cohort, word.asked_at, now)) for cohort, word in words if word.said is None]
    awaited, late = _names(word for word, waits in silent if waits), _names(word for word, waits in silent if not waits)
    parts = [_("awaited: %(names)s") % {"names": awaited}] if awaited else []
    parts += [_("no word within a week from %(names)s") % {"names": late}] if late else []
    parts += [
        _("impossible for %(name)s: %(days)s") % {"name": word.name, "days": days_in_words(word.days_off)}
        for _cohort, word in words
        if word.days_off
    ]
    return "; ".join(parts)


def _names(words: Iterable[Word]) -> str:
    return ", ".join(dict.fromkeys(word.name for word in words if word.name))


def days_in_words(days_off: DaysOff) -> str:
    """ "Mondays, Fridays, 24 December"; "every day" where the hours are refused."""
    if days_off.leaves_no_day:
        return _("every day")
    monday = date(2024, 1, 1)
    weekdays = [
        _("every %(weekday)s") % {"weekday": formatted(monday + timedelta(days=number), "l")}
        for number in sorted(days_off.weekdays)
    ]
    return ", ".join(weekdays + [date_format(day, "j F") for day in sorted(days_off.dates)])
