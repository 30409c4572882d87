"""What people type about meetings."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.mentorships.models import Good, HoursAgreement, Reason, Session
from mentorlift.mentorships.rules.times import wall_time
from mentorlift.ui.fields import FIRST_DAY, LAST_DAY, DayField


class _WhenForm(forms.Form):
    """A day and a wall-clock time in one zone; `at` is the instant."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.at: datetime | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, clock = cleaned.get("day"), cleaned.get("time")
        if day and clock:
            self.at = wall_time(day, clock, self.zone)
            if self.at is None:
                self.add_error("time", _("The clocks go forward then, so this time does not exist. Choose another."))
        return cleaned


class MoveForm(_WhenForm):
    """A new time within the week of a meeting."""

    day = forms.TypedChoiceField(label=_("Day"), widget=forms.RadioSelect, coerce=date.fromisoformat)
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(
        self, *args: Any, session: Session, today: date, zone: ZoneInfo, closed: Container[date], **kwargs: Any
    ) -> None:
        local = session.starts_at.astimezone(zone)
        start = {"day": local.date().isoformat(), "time": local.time().replace(second=0)}
        super().__init__(*args, zone=zone, initial=start, **kwargs)
        week = [session.week_from + timedelta(days=offset) for offset in range(7)]
        days = [
            day for day in week if day >= today and ((day.weekday() < 5 and day not in closed) or day == local.date())
        ]
        field: Any = self.fields["day"]
        field.choices = [(day.isoformat(), date_format(day, "l, j F")) for day in days]
        self.has_days = bool(days)


class ExtraForm(_WhenForm):
    """A talk beyond the plan."""

    day = DayField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(14, 0)
    )


class LogForm(forms.Form):
    """Did you meet, and on which day."""

    took_place = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    met_on = DayField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AwayForm(forms.Form):
    """Days on which one is away, both included as people say it."""

    from_on = DayField(label=_("Away from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_on = DayField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        begins, ends = kept.get("from_on"), kept.get("last_on")
        if begins and ends and ends < begins:
            self.add_error("last_on", _("The last day lies before the first."))
        return kept


class SuccessorForm(forms.Form):
    """Another mentor for a protégé."""

    mentor = forms.TypedChoiceField(label=_("New mentor"), widget=forms.RadioSelect)
    starts_on = DayField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, mentors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mentor"]
        field.choices = mentors


class EndingForm(forms.Form):
    """What one of the two may tick, or leave, when they end a pair."""

    reason = forms.ChoiceField(
        label=_("Would you like to say why?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("I would rather not say")), *Reason.choices],
    )


class AskToTalkForm(forms.Form):
    """A colleague by their address at work."""

    email = forms.EmailField(label=_("Their e-mail address at work"), max_length=254)


class TalkForm(forms.Form):
    """A day on which two talked, and whether it did one good."""

    on = DayField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    good = forms.ChoiceField(
        label=_("Did it do you good?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("I would rather not say")), *Good.choices],
    )


class HoursForm(forms.Form):
    """A sales manager's word about the hours of an intake."""

    word = forms.ChoiceField(
        label=_("What do you say?"),
        widget=forms.RadioSelect,
        choices=[("agree", _("I agree to these hours")), ("impossible", _("These days are impossible"))],
        error_messages={"required": _("Choose one of the two.")},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Every week"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[(number, WEEKDAYS[number]) for number in range(5)],
    )
    dates = forms.CharField(
        label=_("Single days"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Year, month and day, such as 2026-12-24; one a line, or with commas between them."),
    )

    def __init__(self, *args: Any, said: HoursAgreement | None, **kwargs: Any) -> None:
        known = said.days_off if said else None
        initial: dict[str, Any] = {"weekdays": sorted(known.weekdays) if known else []}
        initial["dates"] = "\n".join(day.isoformat() for day in sorted(known.dates)) if known else ""
        if said:
            initial["word"] = "impossible" if known else "agree"
        super().__init__(*args, **{"initial": initial, **kwargs})

    def clean_dates(self) -> list[date]:
        words = self.cleaned_data["dates"].replace(",", " ").split()
        if wrong := [word for word in words if _day(word) is None]:
            raise forms.ValidationError(
                gettext("Not a day: %(words)s. Write each like 2026-12-24.") % {"words": ", ".join(wrong)}
            )
        return [day for word in words if (day := _day(word))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("word") == "impossible" and not self.errors and not (cleaned["weekdays"] or cleaned["dates"]):
            self.add_error("weekdays", gettext("Tick a weekday or name a day; or agree to the hours."))
        return cleaned

    def days(self) -> dict[str, Any]:
        """What is impossible; nothing for whoever agrees, whatever else is filled in."""
        if self.cleaned_data["word"] == "agree":
            return {"weekdays": (), "dates": ()}
        return {"weekdays": self.cleaned_data["weekdays"], "dates": self.cleaned_data["dates"]}


def _day(word: str) -> date | None:
    """The day that ten characters such as 2026-12-24 say; None for anything else."""
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if len(word) == 10 and FIRST_DAY <= day <= LAST_DAY else None
