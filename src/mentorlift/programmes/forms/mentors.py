"""A mentor's own answer."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.forms.fields import DayInput
from mentorlift.programmes.models.mentor import MOST_PLACES
from mentorlift.ui.fields import DayField


class OfferForm(forms.Form):
    """No, or yes with 1 to 3 places and topics."""

    places = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=int,
        choices=[
            (1, _("Yes, one person")),
            *[(n, format_lazy(_("Yes, up to {n} people"), n=n)) for n in range(2, MOST_PLACES + 1)],
            (0, _("Not this time")),
        ],
        widget=forms.RadioSelect,
    )
    topics = forms.CharField(
        label=_("What do you like to be asked about?"),
        max_length=300,
        required=False,
        help_text=_("In your own words, for example: first calls, talking about the price. It may stay empty."),
    )


class AbsenceForm(forms.Form):
    """A spell away, both days included as people say it."""

    from_on = DayField(label=_("Away from"), required=False, widget=DayInput())
    last_on = DayField(label=_("Last day away"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().clean() or {}
        begins, ends = kept.get("from_on"), kept.get("last_on")
        if (begins is None) != (ends is None) and not self.errors:
            self.add_error("last_on" if begins else "from_on", _("Give both days, or none."))
        elif begins and ends and ends < begins:
            self.add_error("last_on", _("The last day lies before the first."))
        return kept

    def spell(self) -> tuple[date, date] | None:
        """Half-open, None when left empty."""
        begins, ends = self.cleaned_data.get("from_on"), self.cleaned_data.get("last_on")
        return (begins, ends + timedelta(days=1)) if begins and ends else None


AbsenceForms = forms.formset_factory(AbsenceForm, extra=1, max_num=10)
