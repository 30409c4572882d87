"""The line "managers agreed to the hours" of the list that says whether a programme is ready to start."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.mentorships.queries.agreed import Word, words_of_intakes
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
    waiting = list(Cohort.objects.filter(programme=programme, draw=None))
    by_intake = words_of_intakes(waiting, today=today)
    words = [word for found in by_intake.values() for word in found]
    still_open = [word for cohort in waiting if cohort.frozen_at is None for word in by_intake[cohort.id]]
    if not words:
        return None
    url = reverse("mentorships:managers", args=[programme.id])
    silent = [word for word in words if word.said is None]
    holding = [word for word in still_open if word.said is None and _is_awaited(word, now)]
    return Standing(
        done=not holding,
        line=_counts(words, silent, holding),
        url=url,
        owner=_("sales managers") if holding else "",
        by_name=_by_name(words, silent, holding),
    )


def _is_awaited(word: Word, now: datetime) -> bool:
    return word.asked_at is None or now - word.asked_at < SILENCE


def _counts(words: list[Word], silent: list[Word], holding: list[Word]) -> str:
    """How many said what, without a name and without a day."""
    parts = [
        ngettext("%(agreed)d of %(n)d answer is there", "%(agreed)d of %(n)d answers are there", len(words))
        % {"agreed": len(words) - len(silent), "n": len(words)}
    ]
    if any(word.asked_at is None for word in holding):
        parts.append(_("some were not asked yet"))
    if late := len(silent) - len([word for word in silent if word in holding]):
        parts.append(_("without a word within a week: %(n)d") % {"n": late})
    if limited := len([word for word in words if word.days_off]):
        parts.append(_("with impossible days: %(n)d") % {"n": limited})
    return "; ".join(parts)


def _by_name(words: list[Word], silent: list[Word], holding: list[Word]) -> str:
    parts = [_("awaited: %(names)s") % {"names": _names(holding)}] if _names(holding) else []
    if rest := [word for word in silent if word not in holding]:
        parts.append(_("no word within a week from %(names)s") % {"names": _names(rest)})
    parts += [
        _("impossible for %(name)s: %(days)s") % {"name": word.name, "days": days_in_words(word.days_off)}
        for word in words
        if word.days_off
    ]
    return "; ".join(parts)


def _names(words: list[Word]) -> str:
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
