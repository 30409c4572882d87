"""The day of a publication, how protégés choose for themselves, and what two people write to each other."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.matching.rules import LONGEST_LINE, MOST_DAYS, MOST_SHOWN, USUAL_DAYS, USUAL_SHOWN
from mentorlift.ui.fields import DayField


class PublicationForm(forms.Form):
    """From when on the pairs meet."""

    starts_on = DayField(
        label=_("First day of the pairs"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, not_before: date, start: date) -> None:
        super().__init__(data, initial={"starts_on": start})
        self.not_before = not_before

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.not_before:
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day


class ChoosingForm(forms.Form):
    """How many mentors each protégé is shown, and how long a mentor has to answer."""

    shown = forms.IntegerField(
        label=_("Mentors shown to each"),
        min_value=1,
        max_value=MOST_SHOWN,
        initial=USUAL_SHOWN,
        help_text=_("The best under your rules who have a free place."),
    )
    days = forms.IntegerField(
        label=_("Working days to answer"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=_("After these the request passes on, and both are told. Days off do not count."),
    )


class LineForm(forms.Form):
    """A line from one to the other."""

    line = forms.CharField(
        label=_("A line, if you like"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
