"""Forms of an intake."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput, PersonField
from mentorlift.ui.fields import DayField


class CohortForm(forms.Form):
    """A new intake."""

    name = forms.CharField(label=_("Name of the intake"), max_length=120, help_text=_("For example “March class”."))
    starts_on = DayField(
        label=_("First day of those mentored now"),
        widget=DayInput(),
        help_text=_("After the last day to answer and after the draw."),
    )


class FirstDayForm(forms.Form):
    """Another first day."""

    starts_on = DayField(label=_("New first day"), widget=DayInput())


class FillForm(forms.Form):
    """The day on which the list is read from the directory."""

    on = DayField(label=_("Everybody who is eligible on"), widget=DayInput())


class LeaveOutForm(forms.Form):
    """One person stays outside the draw, and why."""

    person_id = PersonField(label=_("Person"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It stays beside the draw, and the person can read it. No health or family matters, please."),
    )


class SplitForm(forms.Form):
    """How many take part without being asked."""

    mandatory = forms.IntegerField(label=_("People who take part without being asked"), min_value=1)


class AskForm(forms.Form):
    """Until when people can answer."""

    closes_on = DayField(
        label=_("Last day to answer"), widget=DayInput(), help_text=_("Answers count until the end of this day.")
    )
