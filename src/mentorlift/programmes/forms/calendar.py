"""Closed days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput
from mentorlift.ui.fields import DayField

COUNTRIES = ("AT", "BE", "BR", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IN", "IT", "KE", "MX", "NL",
             "NO", "PL", "PT", "SE", "US", "ZA")  # fmt: skip


class ClosedDateForm(forms.Form):
    """One day on which nobody meets."""

    on = DayField(label=_("Day"), widget=DayInput())
    site = forms.CharField(label=_("Site"), max_length=100, required=False, help_text=_("Empty: everywhere."))
    reason = forms.CharField(label=_("What for"), max_length=120, required=False)


class MonthEndForm(forms.Form):
    """How many working days at the end of a month are kept free."""

    days = forms.IntegerField(
        label=_("Last working days of a month without meetings"),
        min_value=0,
        max_value=10,
        help_text=_("When figures are due, nobody has time to talk. 0: people meet then too."),
    )


class HolidaysForm(forms.Form):
    """The public holidays of one country in one year."""

    country = forms.ChoiceField(label=_("Country"), choices=[(code, code) for code in COUNTRIES])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    site = forms.CharField(label=_("Site"), max_length=100, required=False, help_text=_("Empty: everywhere."))
