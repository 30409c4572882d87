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


class HolidaysForm(forms.Form):
    """The public holidays of one country in one year."""

    country = forms.ChoiceField(label=_("Country"), choices=[(code, code) for code in COUNTRIES])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    site = forms.CharField(label=_("Site"), max_length=100, required=False, help_text=_("Empty: everywhere."))
