"""What the data protection officer chose."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.models import Basis
from mentorlift.ui.fields import DayField


class LegalBasisForm(forms.Form):
    """The usual choices, words, and who signs."""

    chosen = forms.MultipleChoiceField(
        label=_("On which basis?"), choices=Basis.choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("In words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The interests that were weighed, the number of the works agreement, what was agreed on readers."),
    )
    officer = forms.CharField(label=_("Chosen and signed by"), max_length=200, help_text=_("The full name."))
    office = forms.CharField(label=_("Who is"), max_length=200, initial=_("data protection officer"))
    signed_on = DayField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = today
